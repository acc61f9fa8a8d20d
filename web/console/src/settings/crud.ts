/** Lists of the hospital that is looked at, and saving one of their items. */
import { computed, watch, type ComputedRef } from 'vue'
import { all, api } from '@/kit/api'
import { lang, nameOf } from '@/kit/lang'
import { useLoad, type Loaded } from '@/kit/load'
import type { Asking, Body, ItemOf, PathOf, Query } from '@/kit/schema'
import { useSession } from '@/kit/session'

/** Everything under a path for the chosen hospital (or all granted), loaded again when the choice or the language changes. */
export function useHospitalList<P extends PathOf<'get'>>(path: P, query: Query<'get', P> = {} as Query<'get', P>): Loaded<ItemOf<P>[]> {
  const session = useSession()
  const list = useLoad(() => all(path, ...([{ hospital: session.hospital, retired: true, ...(query as object) }] as unknown as Asking<'get', P>)))
  watch([() => session.hospital, lang], list.reload)
  return list
}

/** Create what has no id yet, else replace. */
export function saveItem<P extends PathOf<'post'>>(
  path: P,
  item: { id: string | number } & Body<'post', P> & Body<'put', `${P}/${string}`>,
): Promise<unknown> {
  const send = api as unknown as { post: Send; put: Send }
  const { id } = item as { id: string | number }
  return id ? send.put(`${path}/${id}`, item) : send.post(path, item)
}
type Send = (path: string, body: object) => Promise<unknown>

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
