/** Shifts, swaps (调休) and handovers. Instants are RFC 3339 in UTC. */
export interface Break {
  starts_at: string
  ends_at: string
}
export interface Shift {
  id: string
  hospitals: number[]
  staff_id: string
  name_zh: string
  name_en: string
  starts_at: string
  ends_at: string
  breaks: Break[]
  version: number
}
export type SwapState = 'asked' | 'accepted' | 'declined' | 'approved' | 'refused' | 'withdrawn'
export interface Swap {
  id: string
  hospital_id: number
  asker: string
  colleague: string
  gives: string
  takes: string | null
  reason: string
  state: SwapState
  asked_at: string
  answered_at: string | null
  decided_by: string | null
  decided_at: string | null
}
export interface Handover {
  id: string
  hospital_id: number
  giver: string
  receiver: string
  notes: string
  conversations: string[]
  made_at: string
  received_at: string | null
}
