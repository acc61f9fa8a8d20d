/** Lists of the hospital that is looked at, and saving one of their items. */
import { computed, watch, type ComputedRef } from 'vue'
import { all, api } from '@/kit/api'
import { nameOf } from '@/kit/lang'
import { useLoad, type Loaded } from '@/kit/load'
import { useSession } from '@/kit/session'

type Query = Record<string, string | number | boolean | null | undefined>

/** Everything under a path for the chosen hospital (or all granted), loaded again when the choice changes. */
export function useHospitalList<T>(path: string, query: () => Query = () => ({})): Loaded<T[]> {
  const session = useSession()
  const list = useLoad(() => all<T>(path, { hospital: session.hospital, retired: true, ...query() }))
  watch(() => [session.hospital, JSON.stringify(query())], list.reload)
  return list
}

/** Create what has no id yet, else replace. */
export function saveItem<T extends { id?: string | number }>(path: string, item: T): Promise<unknown> {
  return item.id ? api.put(`${path}/${item.id}`, item) : api.post(path, item)
}

/** Names of hospitals by id, and whether there are several to tell apart. */
export function useHospitalNames(): { several: ComputedRef<boolean>; hospitalName: (id: number) => string } {
  const session = useSession()
  return {
    several: computed(() => session.hospitals.length > 1 && !session.hospital),
    hospitalName: (id) => nameOf(session.hospitals.find((each) => each.id === id)),
  }
}

/** A plain copy, to edit without touching the list. */
export const copyOf = <T>(item: T): T => structuredClone(JSON.parse(JSON.stringify(item)) as T)

/** Minutes of the day as HH:MM; 1440 is 24:00. */
export const clockOf = (minutes: number): string =>
  `${String(Math.floor(minutes / 60)).padStart(2, '0')}:${String(minutes % 60).padStart(2, '0')}`
export const minutesOf = (text: string): number => {
  const [hours = 0, minutes = 0] = text.split(':').map(Number)
  return hours * 60 + minutes
}
