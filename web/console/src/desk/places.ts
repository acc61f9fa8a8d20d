/** Where a hospital is and when it is open, in the visitor's language; read once, again after five minutes. */
import { defineStore } from 'pinia'
import { reactive } from 'vue'
import { all, api } from '@/kit/api'
import type { Answer, Schemas } from '@/kit/schema'
import { wallOf } from '@/kit/zone'
import { hoursLine } from './state/hours'

interface Place {
  hospital: Schemas['Hospital'] | undefined
  schedule: Answer<'get', '/v1/schedules/{hospital_id}'>
}
const STALE_MS = 5 * 60_000

export const usePlaces = defineStore('desk-places', () => {
  const places = reactive(new Map<number, Place>())
  const asked = new Map<number, number>()

  async function read(id: number): Promise<void> {
    const [hospitals, schedule] = await Promise.all([all('/v1/hospitals'), api.get(`/v1/schedules/${id}`)])
    places.set(id, { hospital: hospitals.find((each) => each.id === id), schedule })
  }
  function at(id: number): Place | undefined {
    if (id && Date.now() - (asked.get(id) ?? 0) > STALE_MS) {
      asked.set(id, Date.now())
      read(id).catch(() => asked.delete(id))
    }
    return places.get(id)
  }
  /** Both empty until they are read, or where the hospital has not written them down. */
  function told(id: number, department: string | null, lang: 'zh' | 'en'): { address: string; hours: string } {
    const place = at(id)
    if (!place) return { address: '', hours: '' }
    const { hospital, schedule } = place
    const today = wallOf(Date.now(), schedule.time_zone).day
    return { address: hospital?.[`address_${lang}`] ?? '', hours: hoursLine(schedule, department, lang, today) }
  }
  return { told }
})
