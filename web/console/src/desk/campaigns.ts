/** The campaigns that run now, of every hospital at this desk. */
import { defineStore } from 'pinia'
import { ref, shallowRef } from 'vue'
import { all } from '@/kit/api'
import { nameOf } from '@/kit/lang'
import type { Schemas } from '@/kit/schema'

/** `running`: today, by the hospital's own calendar. */
export type Campaign = Schemas['CampaignShown']

const STALE_MS = 5 * 60_000

export const useCampaigns = defineStore('desk-campaigns', () => {
  const list = shallowRef<Campaign[]>([])
  const error = ref<unknown>(null)
  const ready = ref(false)
  let read = 0
  async function load(): Promise<void> {
    if (Date.now() - read < STALE_MS) return
    try {
      list.value = await all('/v1/campaigns')
      read = Date.now()
      error.value = null
      ready.value = true
    } catch (cause) {
      error.value = cause
    }
  }
  const running = (hospital: number): Campaign[] => list.value.filter((each) => each.hospital === hospital && each.running)
  /** By the name that the address carries; the bare word when no campaign has it. */
  function byWord(utm: string | null, lang?: 'zh' | 'en'): string {
    const found = list.value.find((each) => utm && each.utm_campaign === utm)
    return (lang && found?.[`name_${lang}`]) || nameOf(found) || utm || ''
  }
  return { error, ready, load, running, nameOf: byWord }
})
