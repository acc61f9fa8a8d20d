/** The hospital's language model at the desk: what it may be asked, and which unsent text began as its draft. */
import { reactive } from 'vue'
import { api } from '@/kit/api'
import type { Schemas } from '@/kit/schema'
import type { Id } from '../state/protocol'

export type Draft = Schemas['Draft']
export type Purpose = Schemas['AtTheDesk']['purposes'][number]
const KEPT_MS = 60_000
/** Signing out removes everything that begins so. */
const PREFIX = 'bedside.draft.ai.'

const known = reactive(new Map<number, { purposes: readonly Purpose[]; at: number }>())

/** What may be asked at this hospital; nothing until that is known. Asked again every minute at most. */
export function mayAsk(hospital: number, purpose: Purpose): boolean {
  return known.get(hospital)?.purposes.includes(purpose) ?? false
}
export function lookUp(hospital: number): void {
  if (Date.now() - (known.get(hospital)?.at ?? 0) < KEPT_MS) return
  known.set(hospital, { purposes: known.get(hospital)?.purposes ?? [], at: Date.now() })
  void api
    .get('/v1/assistant', { hospital })
    .then((here) => known.set(hospital, { purposes: here.purposes, at: Date.now() }))
    .catch(() => undefined)
}

export const ask = (conversation: Id): Promise<Draft> => api.post(`/v1/conversations/${conversation}/drafts`, undefined as never)
export const summarise = (conversation: Id): Promise<Schemas['Summary']> => api.post(`/v1/conversations/${conversation}/summaries`, {})

/** Counting what became of it; a count that fails is no reason to disturb a conversation. */
export function settle(hospital: number, use: Id, outcome: 'inserted' | 'discarded'): void {
  void api.post(`/v1/assistant-uses/${use}/outcome`, { hospital, outcome }).catch(() => undefined)
}

export const markOf = (conversation: Id): Id | null => sessionStorage.getItem(PREFIX + conversation)
export const setMark = (conversation: Id, use: Id): void => sessionStorage.setItem(PREFIX + conversation, use)
export const dropMark = (conversation: Id): void => sessionStorage.removeItem(PREFIX + conversation)
