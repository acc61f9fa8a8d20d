/** The desk's HTTP calls, one line each. */
import { api, type Page } from '@/kit/api'
import type { DeskRow, FileInfo, Id, PresenceStatus, Time } from './state/protocol'

export interface PastRow extends DeskRow {
  outcome?: string | null
  closed_at?: Time | null
}

export interface Colleague {
  staff: Id
  name: string
}

const of = (id: Id) => `/v1/conversations/${id}`

export const server = {
  past: (q: string, cursor: string | null, hospital: string | null, signal?: AbortSignal) =>
    api.get<Page<PastRow>>('/v1/conversations', { view: 'closed', q, cursor, hospital, limit: 30 }, signal),
  take: (id: Id) => api.post(`${of(id)}/take`),
  takeOver: (id: Id) => api.post(`${of(id)}/take-over`),
  transfer: (id: Id, to: { staff?: Id; department?: Id }, reason: string) =>
    api.post(`${of(id)}/transfer`, { ...to, reason }),
  invite: (id: Id, staff: Id) => api.post(`${of(id)}/invite`, { staff }),
  leave: (id: Id) => api.post(`${of(id)}/leave`),
  requeue: (id: Id, reason: string) => api.post(`${of(id)}/requeue`, { reason }),
  close: (id: Id, outcome: string, note: string) => api.post(`${of(id)}/close`, { outcome, note }),
  reopen: (id: Id) => api.post(`${of(id)}/reopen`),
  block: (id: Id, reason: string) => api.post(`${of(id)}/block`, { reason }),
  panel: (id: Id, changes: Record<string, unknown>) => api.post(`${of(id)}/panel`, changes),
  presence: (status: PresenceStatus, reason: string) => api.put('/v1/presence', { status, reason }),
  upload: (id: Id, file: File, fileId: Id) => upload(`${of(id)}/files`, file, fileId),
}

async function upload(path: string, file: File, id: Id): Promise<FileInfo> {
  const answer = await fetch(`${path}?${new URLSearchParams({ id, name: file.name })}`, {
    method: 'POST',
    body: file,
    headers: { 'X-Bedside': '1' },
  })
  return (await answer.json()) as FileInfo
}
