/** The desk socket's shapes, as docs/protocol.md tells them. Times are RFC 3339 in UTC, ids UUIDs (version 7). */

export type Id = string
export type Time = string

export interface Problem {
  code: string
  title: string
  detail?: string | null
  way_out?: string | null
  status?: number
}

export type Speaker = 'visitor' | 'staff' | 'system'

export interface By {
  kind: Speaker
  id: Id | null
  name: string
  role?: string | null
  title?: string | null
}

export interface FileInfo {
  id: Id
  name: string
  type: string
  /** bytes */
  size: number
  url: string
}

export interface EntryEvent {
  name: string
  [member: string]: unknown
}

export interface Entry {
  seq: number
  id: Id
  kind: 'text' | 'file' | 'event'
  audience: 'all' | 'staff'
  at: Time
  by: By
  text: string | null
  file: FileInfo | null
  event: EntryEvent | null
}

export type RowStatus = 'waiting' | 'active' | 'closed'

export interface DeskRow {
  id: Id
  /** grows with every change of the row; the higher one is the truth */
  rev: number
  hospital: number
  hospital_name: string
  status: RowStatus
  channel: 'web' | 'phone' | 'offline'
  visitor: { id: Id | null; name: string; returning: boolean; country?: string | null }
  department: string | null
  assigned_to: Id | null
  members: Id[]
  last_seq: number
  last: { by: string; text: string; at: Time } | null
  unread: number
  waiting_since: Time | null
  started_at: Time
  stage: string | null
  level: string | null
  alert: string | null
  source: string | null
  campaign: string | null
  position: number | null
}

export type PresenceStatus = 'online' | 'away' | 'break' | 'offline'

export interface Presence {
  staff: Id
  name: string
  status: PresenceStatus
  load: number
  capacity: number
  reason?: string | null
}

export interface LiveVisitor {
  id: Id
  hospital: number
  name: string | null
  returning: boolean
  since: Time
  page: { title: string; url: string } | null
  pages: number
  source: string | null
  search_word: string | null
  campaign: string | null
  conversation: Id | null
  invitation: 'shown' | 'accepted' | 'declined' | null
  seconds: number
  gone?: boolean
}

export interface Me {
  id: Id
  name: string
  roles: unknown
  hospitals: unknown
}

export interface Desk {
  open: boolean
  opens_at: Time | null
  waiting: number
}

/** What `open` answers with beside the entries; the panel and visitor members are read by their own components. */
export interface ThreadInfo {
  row: DeskRow
  panel: Record<string, unknown>
  visitor: Record<string, unknown>
  members: Member[]
  variables: Record<string, string>
}

export interface Member {
  id: Id
  name: string
  role?: string | null
  title?: string | null
  read_seq?: number
}

export type ServerEvent =
  | { on: 'welcome'; ref?: number; me: Me; rows: DeskRow[]; staff: Presence[]; desk: Desk }
  | ({ on: 'row' } & DeskRow)
  | { on: 'thread'; ref?: number; conversation: ThreadInfo; entries: Entry[]; more: boolean }
  | { on: 'entry'; conversation: Id; entry: Entry }
  | { on: 'said'; ref?: number; id: Id; seq: number; at: Time }
  | { on: 'history'; ref?: number; conversation: Id; entries: Entry[]; more: boolean }
  | { on: 'typing'; conversation: Id; by: string; text?: string; typing: boolean }
  | { on: 'read'; conversation: Id; by: string; seq: number }
  | ({ on: 'presence' } & Presence)
  | ({ on: 'desk' } & Desk)
  | { on: 'board'; ref?: number; visitors: LiveVisitor[] }
  | ({ on: 'visitor' } & LiveVisitor)
  | { on: 'ok'; ref?: number }
  | { on: 'error'; ref?: number; problem: Problem }
  | { on: 'bye'; code: string; title: string; retry_after?: number }
