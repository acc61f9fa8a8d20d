/** Seats and whose they are, as the API tells them. Instants are RFC 3339 in UTC, prices integer fen. */
export interface Named {
  name_zh: string
  name_en: string
}
export interface SlotDoctor extends Named {
  id: string
  title_zh: string
  title_en: string
}
export interface SlotService extends Named {
  id: string
}
export interface Slot {
  id: string
  doctor: SlotDoctor
  department_id: string
  service: SlotService
  starts_at: string
  ends_at: string
  left: number
  green_left: number
  price_fen: number
}
export const URGENCIES = ['emergent', 'urgent', 'semi'] as const
export type Urgency = (typeof URGENCIES)[number]
export const STATUSES = ['requested', 'booked', 'arrived', 'fulfilled', 'no_show', 'cancelled'] as const
export type Status = (typeof STATUSES)[number] | 'held' | 'expired'

export interface Appointment {
  hospital: number
  id: string
  status: Status
  starts_at: string
  ends_at: string
  person: { id: string; name: string } | null
  doctor: SlotDoctor
  service: SlotService
  department_id: string
  green: boolean
  urgency: Urgency | null
  /** Why the green channel. */
  reason: string
  green_confirmed: boolean
  displaced: boolean
  walk_in: boolean
  price_fen: number
  arrived_at: string | null
  /** Whether the department's questions were answered. */
  intake: boolean
  rev: number
}
export interface Hold {
  id: string
  token: string
  expires_at: string
  slot: Slot
  price_fen: number
}
export interface NewPatient {
  name: string
  phone: string
  sex: string
  born: string | null
  id_card: string
}
/** Whom something is for: somebody known, or somebody to be made. */
export type Whom = { person: string } | { new: NewPatient }

export interface Wait {
  hospital: number
  id: string
  person: { id: string; name: string }
  doctor: SlotDoctor | null
  service: SlotService | null
  department_id: string
  from: string
  to: string
  state: string
  /** Open ones. */
  offers: { id: string; slot: Slot; expires_at: string }[]
  made_at: string
}

export interface IntakeField {
  key: string
  kind: 'text' | 'choice' | 'number' | 'date' | 'yes_no'
  label_zh: string
  label_en: string
  required: boolean
  choices: { value: string; zh: string; en: string }[]
}
export interface Intake {
  /** Null: the department asks nothing. */
  form: { version: number; fields: IntakeField[] } | null
  answers: Record<string, string | number | boolean> | null
  answered_at: string | null
  by: string
}
