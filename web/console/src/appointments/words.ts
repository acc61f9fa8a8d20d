/** What states and urgencies are called, and the colour that goes with them. */
import { appointmentText as t } from './texts'
import type { Status, Urgency } from './types'

export const statusText = (status: Status): string => t(`status_${status}`)
export const statusTone = (status: Status): 'good' | 'warn' | 'bad' | 'info' | 'plain' =>
  ({ requested: 'warn', booked: 'info', arrived: 'good', fulfilled: 'good', no_show: 'bad' } as const)[status as 'booked'] ?? 'plain'
export const urgencyText = (urgency: Urgency): string => t(`urgency_${urgency}`)
