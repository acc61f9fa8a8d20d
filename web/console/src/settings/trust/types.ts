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
