/** Two quantities and one conversion: visits and consultations side by side, by key, over several hospitals. */
import type { CampaignVisits, ConsultationCounts, Figures, VisitCounts } from './types'

const none = (key: string): Figures => ({
  key, visits: 0, firstVisits: 0, views: 0, consultations: 0, effective: 0, contactLeft: 0, willCome: 0, wonAgain: 0,
})

export function join(visits: VisitCounts[], consultations: ConsultationCounts[], campaigns: CampaignVisits[] = []): Figures[] {
  const rows = new Map<string, Figures>()
  const row = (key: string): Figures => {
    const found = rows.get(key) ?? none(key)
    rows.set(key, found)
    return found
  }
  for (const each of visits) {
    const into = row(each.key)
    into.visits += each.visits
    into.firstVisits += each.first_visits
    into.views += each.views
  }
  for (const each of consultations) {
    const into = row(each.key)
    into.consultations += each.consultations
    into.effective += each.effective
    into.contactLeft += each.contact_left
    into.willCome += each.will_come
  }
  for (const each of campaigns) row(each.campaign).wonAgain += each.won_again
  return [...rows.values()]
}

export interface Rate {
  share: number
  low: number
  high: number
}
/** Under this many visits a rate says nothing. */
export const ENOUGH = 20

/** A share with its Wilson interval (95 %); null when too few. More than all is no share: counted apart, shown as none. */
export function rate(part: number, of: number): Rate | null {
  if (of < ENOUGH || part > of) return null
  const z = 1.959964
  const share = part / of
  const middle = (share + (z * z) / (2 * of)) / (1 + (z * z) / of)
  const half = (z * Math.sqrt((share * (1 - share)) / of + (z * z) / (4 * of * of))) / (1 + (z * z) / of)
  return { share, low: Math.max(0, middle - half), high: Math.min(1, middle + half) }
}
