/** Audit log and openings of records. */
export interface AuditEntry {
  hospital_id: number
  seq: number
  occurred_at: string
  /** kind:id, such as staff:…, system:… */
  actor: string
  action: string
  object: string
  reason: string
  detail: Record<string, unknown>
  hash: string
}
export interface ChainState {
  hospital_id: number
  entries: number
  whole: boolean
  broken_at: number | null
}
export interface Opening {
  hospital_id: number
  id: string
  staff_id: string
  subject: string
  kind: 'outside_work' | 'break_glass'
  reason: string
  opened_at: string
  expires_at: string
  reviewed_by: string | null
  reviewed_at: string | null
  justified: boolean | null
  review_note: string
}
export interface HospitalSettings {
  break_glass_minutes: number
  outside_work_hours: number
  review_days: number
  swap_needs_approval: boolean
  reveals_per_hour: number
}
export interface SignOn {
  id: string
  name_zh: string
  name_en: string
  issuer: string
  client_id: string
  /** Never shown; empty keeps the present one. */
  client_secret: string
  login_claim: string
  /** A second factor used there saves ours. */
  second_factor: boolean
  retired: boolean
  version: number
  redirect_uri: string
}
