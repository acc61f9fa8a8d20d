/** What states and urgencies are called, and the colour that goes with them. */
import { stamp, yuan } from '@/kit/time'
import { appointmentText as t } from './texts'
import type { Appointment, Status, Urgency } from './types'

export const statusText = (status: Status): string => t(`status_${status}`)
export const statusTone = (status: Status): 'good' | 'warn' | 'bad' | 'info' | 'plain' =>
  ({ requested: 'warn', booked: 'info', arrived: 'good', fulfilled: 'good', no_show: 'bad' } as const)[status as 'booked'] ?? 'plain'
export const urgencyText = (urgency: Urgency): string => t(`urgency_${urgency}`)
type Made = Pick<Appointment, 'status' | 'starts_at'>
/** What a press came to: a seat of the hospital’s own system is asked for, and nobody’s until it said yes. */
const doneText = (made: Made, done: () => string, asked: (when: string) => string): string =>
  made.status === 'requested' ? asked(stamp(made.starts_at)) : done()
export const movedText = (made: Made): string => doneText(made, () => t('moved'), (when) => t('moveRequested', { when }))
export const walkedInText = (made: Made): string => doneText(made, () => t('walkInDone'), (when) => t('walkInRequested', { when }))
export const acceptedText = (made: Made, name: string): string =>
  doneText(made, () => t('offerAccepted', { name }), (when) => t('offerRequested', { name, when }))
/** What tells namesakes apart: the end of the phone number, and the year of birth with the age that somebody reaches in `year`. */
export const knownByText = ({ phone_tail, born }: NonNullable<Appointment['person']>, year: number): string =>
  [phone_tail && `*${phone_tail}`, born && t('bornIn', { year: born, age: year - born })].filter(Boolean).join(' · ')
/** What the visit cost, as the seat's owner says; without an account of payments only the amount. */
export function billText(bill: NonNullable<Appointment['bill']>): string {
  const [total, paid] = [yuan(bill.total_fen), yuan(bill.paid_fen ?? 0)]
  if (bill.paid_fen === null) return total
  if (bill.paid_fen >= bill.total_fen) return t('billPaid', { total })
  return t(bill.paid_fen ? 'billPart' : 'billUnpaid', { total, paid })
}
