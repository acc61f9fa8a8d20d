/** What the desk knows: one plain value, changed only by `apply`. */
import type { Activity, By, Desk, DeskRow, Entry, FileInfo, Flag, Id, LiveVisitor, Me, Presence, Problem, Reading, ThreadInfo, Time } from './protocol'

/** A message on its way: shown at once, gone when its entry arrives. The id stays the same through every retry. */
export interface Pending {
  id: Id
  conversation: Id
  text: string | null
  file: FileInfo | null
  whisper: boolean
  /** it came from a prepared text */
  canned?: boolean
  /** the language model's draft that it began as */
  draft?: Id | undefined
  /** the entry of knowledge that it still says: counted once the server took it */
  use?: { hospital: number; entry: Id; adapted: boolean } | undefined
  at: Time
  state: 'sending' | 'stored' | 'failed'
  problem: Problem | null
}

export interface Typing {
  by: By
  text: string
  /** milliseconds of this browser's clock: an indicator that nobody renews fades */
  until: number
}

export interface Thread {
  info: ThreadInfo
  entries: Entry[]
  /** older entries exist that are not held */
  more: boolean
  /** by `visitor` or a staff id */
  typing: Record<string, Typing>
  read: Record<'visitor' | 'staff', number>
  /** what the coach read of it, as heard last */
  reading: Reading | null
}

export interface DeskState {
  me: Me | null
  desk: Desk | null
  rows: Record<Id, DeskRow>
  /** what was told last of each row's messages: it may be newer than the row, and the row newer than it */
  activity: Record<Id, Activity>
  /** revs of rows that left the list, so that a late, older row does not bring them back */
  left: Record<Id, number>
  /** on which connection a row was last confirmed: a welcome drops what only an older one knew */
  confirmed: Record<Id, number>
  connection: number
  /** by hospital and staff id */
  staff: Record<string, Presence>
  threads: Record<Id, Thread>
  /** open red flags, by conversation */
  flags: Record<Id, Flag>
  pending: Pending[]
  visitors: Record<Id, LiveVisitor>
  /** hospitals whose coach is away */
  coachAway: Record<number, boolean>
}

/** What this browser itself does, beside the server's events. */
export type LocalEvent =
  | { on: 'local.connected' }
  | { on: 'local.say'; message: Pending }
  | { on: 'local.refused'; id: Id; problem: Problem }
  | { on: 'local.retry'; id: Id }
  | { on: 'local.discard'; id: Id }
  | { on: 'local.shut'; conversation: Id }
  | { on: 'local.restore'; pending: Pending[] }
  | { on: 'local.reading'; reading: Reading; hospital: number }

export const nothing: DeskState = {
  me: null,
  desk: null,
  rows: {},
  activity: {},
  left: {},
  confirmed: {},
  connection: 0,
  staff: {},
  threads: {},
  flags: {},
  pending: [],
  visitors: {},
  coachAway: {},
}
