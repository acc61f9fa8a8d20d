/** Persons as the API tells them: identifiers masked, instants RFC 3339 in UTC, a birthday YYYY-MM-DD. */
export const IDENTIFIER_KINDS = ['phone', 'email', 'id_card', 'visit_card', 'record_number'] as const
export type IdentifierKind = (typeof IDENTIFIER_KINDS)[number]
export const PURPOSES = ['care', 'health', 'marketing', 'tracking', 'group_sharing'] as const
export type Purpose = (typeof PURPOSES)[number]
export type Sex = '' | 'female' | 'male' | 'other'

export interface Identifier {
  id: string
  kind: IdentifierKind
  masked: string
  verified_at: string | null
  added_at: string
}
export interface Relative {
  id: string
  name: string
  relation: string
  shares: IdentifierKind[]
}
export interface Merge {
  id: string
  kept: string
  gone: string
  reason: string
  merged_at: string
  merged_by: string
  undone_at: string | null
}
export interface Person {
  hospital_id: number
  id: string
  name: string
  sex: Sex
  born: string | null
  lang: 'zh' | 'en'
  time_zone: string
  identifiers: Identifier[]
  visitors: string[]
  made_at: string
  rev: number
}
/** All of the person's page but the timeline. */
export interface Card {
  person: Person
  /** Whether the timeline may be read now, or only after a reason was given. */
  open: boolean
  consents: Partial<Record<Purpose, boolean | null>>
  household: Relative[]
  merges: Merge[]
}
export interface Happened {
  id: string
  at: string
  kind: string
  title: string
  by: { kind: string; id: string; name: string }
  subject: string
  shared: boolean
  payload: Record<string, unknown>
}
export interface Duplicate {
  id: string
  a: Person
  b: Person
  /** 0 to 1 */
  score: number
  reasons: string[]
  /** The reasons in the reader's language. */
  says: string[]
  found_at: string
}
export interface DataRequest {
  id: string
  person_id: string
  name: string
  kind: 'export' | 'correct' | 'delete'
  state: 'open' | 'done' | 'refused' | 'withdrawn'
  details: string
  asked_at: string
  due_at: string
  overdue: boolean
  answered_at: string | null
  answer: string
  /** What stays although deletion was asked for, and why. */
  kept: string[]
}
