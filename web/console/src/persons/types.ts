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
export interface PersonRow {
  hospital_id: number
  id: string
  name: string
  sex: Sex
  /** A masked phone, to tell namesakes apart. */
  hint: string
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
  consents: Partial<Record<Purpose, boolean | null>>
  household: Relative[]
  merges: Merge[]
  made_at: string
  rev: number
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
  hospital_id: number
  id: string
  a: PersonRow
  b: PersonRow
  /** 0 to 1 */
  score: number
  reasons: string[]
  state: 'open' | 'dismissed' | 'merged'
  found_at: string
}
export interface DataRequest {
  hospital_id: number
  id: string
  person: { id: string; name: string }
  kind: 'export' | 'correct' | 'delete'
  state: string
  details: string
  asked_at: string
  due_at: string
  answered_at: string | null
  answer: string
  /** What stays although deletion was asked for, and the rule that says so. */
  kept: { rule: string; text: string }[]
}
