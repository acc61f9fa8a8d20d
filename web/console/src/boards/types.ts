/** Promotion and results by the same keys (B01, B02). */
export const KEYS = ['day', 'hour', 'source', 'campaign', 'word', 'page', 'department'] as const
export type Key = (typeof KEYS)[number]

export interface VisitCounts {
  key: string
  visits: number
  first_visits: number
  views: number
  seconds: number
}
export interface ConsultationCounts {
  key: string
  consultations: number
  effective: number
  contact_left: number
  will_come: number
  won_again: number
  unanswered: number
  rated: number
}
export interface Figures {
  key: string
  visits: number
  firstVisits: number
  views: number
  consultations: number
  effective: number
  contactLeft: number
  willCome: number
}
