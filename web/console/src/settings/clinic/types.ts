/** Doctors' weeks, the hospital's own systems, and what departments ask. Minutes are of the local day. */
export interface Line {
  service: string
  department: string
  weekday: number
  starts: number
  ends: number
  slot_minutes: number
  seats: number
  green_seats: number
  valid_from: string | null
  valid_to: string | null
}
export interface Special {
  day: string
  kind: 'off' | 'extra'
  starts: number
  ends: number
  service: string | null
  department: string | null
  slot_minutes: number | null
  seats: number | null
  green_seats: number | null
  reason: string
}
export interface Schedule {
  version: number
  weekly: Line[]
  exceptions: Special[]
}
/** What a change comes to: slots, and appointments that stand in closed ones. */
export interface Changed {
  version: number
  made: number
  resized: number
  closed: number
  appointments: number
}
export interface Absence {
  closed: number
  moved: string[]
  displaced: string[]
}
export interface Choice {
  value: string
  zh: string
  en: string
}
export const FIELD_KINDS = ['text', 'choice', 'number', 'date', 'yes_no'] as const
export interface Field {
  key: string
  kind: (typeof FIELD_KINDS)[number]
  label_zh: string
  label_en: string
  required: boolean
  choices: Choice[]
}
export interface Form {
  department_id: string
  version: number
  fields: Field[]
}
export const ID_KINDS = ['id_card', 'visit_card', 'record_number', 'phone'] as const
export interface HisSettings {
  url: string
  timeout: number
  days_ahead: number
  mirror_seconds: number
  reconcile_hour: number
  unanswered_minutes: number
  identifiers: Partial<Record<(typeof ID_KINDS)[number], string>>
  departments: Record<string, string>
  doctors: Record<string, string>
  services: Record<string, string>
  paths?: Record<string, string>
}
export interface Connection {
  hospital: number
  id: string
  rev: number
  name: string
  departments: string[]
  enabled: boolean
  has_secret: boolean
  settings: HisSettings
  answered_at: string | null
  failing_since: string | null
  error: string
  mirrored_at: string | null
  reconciled_at: string | null
}
export interface Difference {
  hospital: number
  id: string
  kind: string
  about: string
  appointment_id: string | null
  ref: string
  ours: Record<string, unknown>
  theirs: Record<string, unknown>
  found_at: string
  state: string
  ways: string[]
  resolution: string
  note: string
  resolved_at: string | null
}
