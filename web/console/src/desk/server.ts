/** The desk's HTTP calls, one line each. */
import { api } from '@/kit/api'
import type { Schemas } from '@/kit/schema'
import type { PanelChange } from './state/panel'
import type { Id, PresenceStatus } from './state/protocol'

/** A closed conversation; of a search, with where its words stand. */
export type PastRow = Schemas['PastRow']

export type PhoneCall = Schemas['PhoneCall']

const of = (id: Id) => `/v1/conversations/${id}` as const

/** `trail`: newest first. */
export type VisitorRecord = Schemas['VisitorFile']
/** What somebody wrote back; its words are read on their own, which is logged. */
export type Incoming = Schemas['IncomingShown']
/** Seconds are to the first answer, median and 90th percentile; null where nothing was answered or rated. */
export type MyDay = Schemas['MyDay']
type FlagEnd = Schemas['FlagEnd']
type Close = Schemas['Close']

export const server = {
  past: (q: string, cursor: string | null, hospital: number | null, signal: AbortSignal) =>
    api.getUntil(signal, '/v1/conversations', { q, cursor, hospital, limit: 30 }),
  take: (id: Id) => api.post(`${of(id)}/take`),
  takeOver: (id: Id) => api.post(`${of(id)}/take-over`, { reason: '' }),
  transfer: (id: Id, to: { staff?: Id | null; department?: Id | null; skill?: Id | null }, reason: string) =>
    api.post(`${of(id)}/transfer`, { ...to, reason }),
  invite: (id: Id, staff: Id) => api.post(`${of(id)}/invite`, { staff }),
  leave: (id: Id) => api.post(`${of(id)}/leave`),
  requeue: (id: Id, reason: string) => api.post(`${of(id)}/requeue`, { reason }),
  close: (id: Id, outcome: Close['outcome'], level: Close['level'], note: string) =>
    api.post(`${of(id)}/close`, { outcome, level, note: note || null }),
  reopen: (id: Id) => api.post(`${of(id)}/reopen`),
  block: (id: Id, reason: string) => api.post(`${of(id)}/block`, { reason }),
  panel: (id: Id, changes: PanelChange) => api.patch(`${of(id)}/panel`, changes),
  followUp: (id: Id, conversation: Id, due_at: string, note: string) =>
    api.post(`${of(conversation)}/follow-ups`, { id, due_at, note }),
  phoneCall: (call: PhoneCall) => api.post('/v1/phone-calls', call),
  visitor: (id: Id) => api.get(`/v1/visitors/${id}`),
  inviteVisitor: (visitor: Id, id: Id, text: string) => api.post(`/v1/visitors/${visitor}/invitations`, { id, text }),
  incoming: async (hospital: number) => (await api.get('/v1/incoming', { hospital, state: 'open' })).items,
  readIncoming: async (hospital: number, id: Id) => (await api.post(`/v1/incoming/${id}/open`, undefined, { hospital })).text,
  settleIncoming: (hospital: number, id: Id, state: Incoming['state']) => api.post(`/v1/incoming/${id}/settle`, { state }, { hospital }),
  myDay: (since: string) => api.get('/v1/my-day', { since }),
  finishFollowUp: (id: Id, done: boolean) => api.patch(`/v1/follow-ups/${id}`, { done }),
  presence: (status: Exclude<PresenceStatus, 'offline'>, reason: string | null) => api.put('/v1/presence', { status, reason }),
  upload: (id: Id, file: File, fileId: Id) =>
    api.upload(`${of(id)}/files`, file, { file: fileId, name: file.name }),
  acknowledge: (flag: Id) => api.post(`/v1/red-flags/${flag}/acknowledge`),
  liftFlag: (flag: Id, reason: string) => api.post(`/v1/red-flags/${flag}/lift`, { reason }),
  closeFlag: (flag: Id, outcome: FlagEnd['outcome'], note: string) => api.post(`/v1/red-flags/${flag}/close`, { outcome, note }),
  contact: async (id: Id, reason: string) => (await api.post(`${of(id)}/contact`, { reason })).contact,
}
