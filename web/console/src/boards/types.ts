/** Promotion and results by the same keys (B01, B02). */
import type { Schemas } from '@/kit/schema'

export const KEYS = ['day', 'hour', 'source', 'campaign', 'word', 'page', 'department'] as const satisfies Schemas['CountTable']['by'][]
export type Key = (typeof KEYS)[number]

export type CampaignVisits = Schemas['CampaignVisits']
export type VisitCounts = Schemas['Counts']
export type ConsultationCounts = Schemas['ConsultationCounts']
export interface Figures {
  key: string
  visits: number
  firstVisits: number
  views: number
  consultations: number
  effective: number
  contactLeft: number
  willCome: number
  /** Visitors whom a campaign had brought before. */
  wonAgain: number
}
