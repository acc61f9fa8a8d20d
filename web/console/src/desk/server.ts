/** The desk's HTTP calls, one line each. */
import { api, url, type Page } from '@/kit/api'
import type { PanelChange } from './state/panel'
import type { DeskRow, FileInfo, FollowUp, Id, PresenceStatus, Time } from './state/protocol'

export type PastRow = DeskRow

export interface PhoneCall {
  id: Id
  hospital: number
  direction: string
  name: string
  contact: string | null
  minutes: number
  department: Id | null
  summary: string
  outcome: string | null
  lang: 'zh' | 'en'
}

const of = (id: Id) => `/v1/conversations/${id}`

export interface VisitorRecord {
  id: Id
  name: string
  made_at: Time
  here: boolean
  visits: { number: number; began_at: Time }[]
  /** newest first */
  trail: { id: Id; number: number; viewed_at: Time; url: string; path: string; title: string; seconds: number }[]
}

/** Seconds are to the first answer, median and 90th percentile; null where nothing was answered or rated. */
export interface MyDay {
  overdue: FollowUp[]
  due: FollowUp[]
  next: FollowUp | null
  done: FollowUp[]
  numbers: {
    conversations: number
    effective: number
    closed: number
    rated: number
    mean_score: number | null
    median_first_answer: number | null
    p90_first_answer: number | null
  }
}

export const server = {
  past: (q: string, cursor: string | null, hospital: number | null, signal?: AbortSignal) =>
    api.get<Page<PastRow>>('/v1/conversations', { q, cursor, hospital, limit: 30 }, signal),
  take: (id: Id) => api.post(`${of(id)}/take`),
  takeOver: (id: Id) => api.post(`${of(id)}/take-over`, { reason: '' }),
  transfer: (id: Id, to: { staff?: Id | null; department?: Id }, reason: string) =>
    api.post(`${of(id)}/transfer`, { ...to, reason }),
  invite: (id: Id, staff: Id) => api.post(`${of(id)}/invite`, { staff }),
  leave: (id: Id) => api.post(`${of(id)}/leave`),
  requeue: (id: Id, reason: string) => api.post(`${of(id)}/requeue`, { reason }),
  close: (id: Id, outcome: string, level: string | null, note: string) =>
    api.post(`${of(id)}/close`, { outcome, level, note: note || null }),
  reopen: (id: Id) => api.post(`${of(id)}/reopen`),
  block: (id: Id, reason: string) => api.post(`${of(id)}/block`, { reason }),
  panel: (id: Id, changes: PanelChange & { visitor_name?: string }) => api.patch(`${of(id)}/panel`, changes),
  followUp: (id: Id, conversation: Id, due_at: string, note: string) =>
    api.post(`${of(conversation)}/follow-ups`, { id, due_at, note }),
  phoneCall: (call: PhoneCall) => api.post('/v1/phone-calls', call),
  visitor: (id: Id) => api.get<VisitorRecord>(`/v1/visitors/${id}`),
  inviteVisitor: (visitor: Id, id: Id, text: string) => api.post(`/v1/visitors/${visitor}/invitations`, { id, text }),
  myDay: (since: string) => api.get<MyDay>('/v1/my-day', { since }),
  finishFollowUp: (id: Id, done: boolean) => api.patch(`/v1/follow-ups/${id}`, { done }),
  presence: (status: PresenceStatus, reason: string | null) => api.put('/v1/presence', { status, reason }),
  upload: (id: Id, file: File, fileId: Id) =>
    api.post<FileInfo>(url(`${of(id)}/files`, { file: fileId, name: file.name }), file),
  contact: async (id: Id, reason: string) => (await api.post<{ contact: string }>(`${of(id)}/contact`, { reason })).contact,
}
