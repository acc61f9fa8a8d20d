/** The desk socket's shapes, as docs/protocol.md tells them. Times are RFC 3339 in UTC, ids UUIDs (version 7). */
import type { Panel } from './panel'

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
  id?: Id | null
  name?: string
  role?: string
  title?: string
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
  status: RowStatus
  channel: 'web' | 'offline' | 'phone'
  lang: 'zh' | 'en'
  visitor: { id: Id; name: string; returning: boolean }
  department: Id | null
  assigned_to: Id | null
  members: Id[]
  last_seq: number
  last: { by: string; text: string; at: Time } | null
  unread: number
  waiting_since: Time | null
  started_at: Time
  queued_at: Time
  closed_at: Time | null
  outcome: string | null
  stage: string | null
  level: string | null
  alert: string | null
  source: string | null
  search_word: string | null
  campaign: string | null
  score: number | null
  staff_read_seq: number
  visitor_read_seq: number
}

/** The part of a row that messages change, told apart from it to those who are not in the thread. */
export type Activity = Pick<
  DeskRow,
  'id' | 'rev' | 'last_seq' | 'last' | 'unread' | 'waiting_since' | 'alert' | 'staff_read_seq' | 'visitor_read_seq'
>

export type PresenceStatus = 'online' | 'away' | 'break' | 'offline'

export interface Presence {
  staff: Id
  name: string
  hospital: number
  status: PresenceStatus
  reason: string | null
  since: Time | null
  load: number
  capacity: number
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
  hospitals: number[]
  /** by hospital */
  roles: Record<string, string[]>
}

export interface Desk {
  open: boolean
  opens_at: Time | null
  waiting: number
}

/** Somebody from the hospital, as the visitor sees them. */
export interface Shown {
  name: string
  role: string
  title: string
}

export interface PastTalk {
  id: Id
  hospital: number
  channel: string
  status: RowStatus
  started_at: Time
  department: Id | null
  outcome: string | null
  score: number | null
  campaign: string | null
  last: string | null
}

export interface FollowUp {
  id: Id
  conversation: Id
  hospital: number
  staff: Id
  visitor: string
  due_at: Time
  note: string
  done_at: Time | null
}

/** What `open` answers with beside the entries. */
export interface ThreadInfo {
  row: DeskRow
  panel: Panel
  consents: Partial<Record<'tracking' | 'health' | 'marketing', boolean | null>>
  /** the campaign that brought this visitor the very first time */
  first_campaign: string | null
  landing: string | null
  /** had to be won again by a later campaign */
  won_twice: boolean
  past: PastTalk[]
  follow_up: FollowUp | null
  /** masked */
  contact: string | null
  members: Shown[]
  outcome_note: string | null
  comment: string | null
}

export type ServerEvent =
  | { on: 'welcome'; ref?: number; me: Me; rows: DeskRow[]; staff: Presence[]; desk?: Desk }
  | { on: 'row'; row: DeskRow }
  | { on: 'activity'; rows: Activity[] }
  | { on: 'thread'; ref?: number; thread: ThreadInfo; entries: Entry[]; more: boolean }
  | { on: 'entry'; conversation: Id; entry: Entry }
  | { on: 'said'; ref?: number; id: Id; seq: number; at: Time }
  | { on: 'history'; ref?: number; conversation: Id; entries: Entry[]; more: boolean }
  | { on: 'typing'; conversation: Id; by: By; text?: string; typing: boolean }
  | { on: 'read'; conversation: Id; by: 'visitor' | 'staff'; seq: number }
  | { on: 'presence'; presence: Presence }
  | ({ on: 'desk' } & Desk)
  | { on: 'board'; ref?: number; visitors: LiveVisitor[] }
  | ({ on: 'visitor' } & LiveVisitor)
  | { on: 'ok'; ref?: number }
  | { on: 'error'; ref?: number; problem: Problem }
  | { on: 'bye'; code: number; title: string; retry_after?: number }
