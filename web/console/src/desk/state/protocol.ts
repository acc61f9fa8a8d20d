/** The desk socket's shapes, as docs/protocol.md tells them. Times are RFC 3339 in UTC, ids UUIDs (version 7). */
import type { Schemas } from '@/kit/schema'

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

export type FileInfo = Schemas['File']

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
  /** It began as a language model's draft. */
  ai?: 'unchanged' | 'edited' | null
}

export type RowStatus = DeskRow['status']

/** `rev` grows with every change of the row: the higher one is the truth. */
export type DeskRow = Schemas['DeskRow']

/** The part of a row that messages change, told apart from it to those who are not in the thread. */
export type Activity = Pick<
  DeskRow,
  'id' | 'rev' | 'last_seq' | 'last' | 'unread' | 'waiting_since' | 'alert' | 'staff_read_seq' | 'visitor_read_seq'
>

/** A red flag. `words`: stretches of messages in characters (code points), `due_at`: more people are paged then. */
export type Flag = Schemas['Flag']

export type PresenceStatus = Presence['status']

export type Presence = Schemas['Presence']

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
  name_zh: string
  name_en: string
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
export type Shown = Schemas['With']

export type PastTalk = Schemas['PastConversation']

export type FollowUp = Schemas['FollowUp']

/**
 * What `open` answers with beside the entries. `first_campaign` brought this visitor the very first time, `won_twice`:
 * a later one had to win them again; `contact` is masked.
 */
export type ThreadInfo = Schemas['Thread']

/** What may not be said so; `words` are stretches in characters (code points). */
export type Claim = Schemas['ClaimShown']

/** What could be said better; `words` as in claims. `use`: where `say` goes when it is taken over, or that it only shows the way. */
export interface Hint {
  code: string
  why_zh: string
  why_en: string
  say: string
  use: 'instead' | 'before' | 'example'
  words: [start: number, end: number][]
}

/** What the coach read out of a conversation. */
export type Reading = Schemas['ReadingShown']

/** A blocked text that somebody takes for a false alarm. */
export type Release = Schemas['Release']

export type ServerEvent =
  | { on: 'welcome'; ref?: number; me: Me; rows: DeskRow[]; staff: Presence[]; flags: Flag[]; desk?: Desk }
  | { on: 'flag'; flag: Flag }
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
  | { on: 'checked'; ref?: number; claims: Claim[]; hints: Hint[] }
  | { on: 'reading'; reading: Reading }
  | { on: 'care' }
  | { on: 'coach'; hospital: number; away: boolean }
  | { on: 'release_asked'; ref?: number; release: Release }
  | { on: 'release'; release: Release }
  | { on: 'ok'; ref?: number }
  | { on: 'error'; ref?: number; problem: Problem }
  | { on: 'bye'; code: number; title: string; retry_after?: number }
