/** The campaigns that run now, of every hospital at this desk. */
import { defineStore } from 'pinia'
import { ref, shallowRef } from 'vue'
import { all } from '@/kit/api'
import { isoDay } from '@/kit/time'

export interface Campaign {
  id: string
  hospital: number
  name: string
  utm_campaign: string | null
  promise: string | null
  starts_on: string | null
  ends_on: string | null
}

const STALE_MS = 5 * 60_000

export const useCampaigns = defineStore('desk-campaigns', () => {
  const list = shallowRef<Campaign[]>([])
  const error = ref<unknown>(null)
  const ready = ref(false)
  let read = 0
  async function load(): Promise<void> {
    if (Date.now() - read < STALE_MS) return
    try {
      list.value = await all<Campaign>('/v1/campaigns')
      read = Date.now()
      error.value = null
      ready.value = true
    } catch (cause) {
      error.value = cause
    }
  }
  function running(hospital: number): Campaign[] {
    const today = isoDay(new Date())
    return list.value.filter(
      (each) =>
        each.hospital === hospital && (!each.starts_on || each.starts_on <= today) && (!each.ends_on || each.ends_on >= today),
    )
  }
  /** By the name that the address carries; the bare word when no campaign has it. */
  const nameOf = (utm: string | null): string => list.value.find((each) => each.utm_campaign === utm)?.name ?? utm ?? ''
  return { error, ready, load, running, nameOf }
})
