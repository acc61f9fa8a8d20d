/** What can be done with an appointment, and what a day amounts to. Pure. */
import type { Appointment, Status } from './types'

export type Verb = 'arrive' | 'noShow' | 'fulfil' | 'undo' | 'move' | 'earlier' | 'stopWaiting' | 'cancel'

/** Verbs in the order in which they are offered; `now` in ms. Nobody is missed before their time has begun. */
export function verbsOf(row: Pick<Appointment, 'status' | 'starts_at' | 'green' | 'green_confirmed' | 'displaced' | 'waits'>, now: number): Verb[] {
  const begun = Date.parse(row.starts_at) <= now
  const wait: Verb[] = row.waits ? ['stopWaiting'] : row.status === 'booked' && !begun && !row.displaced ? ['earlier'] : []
  if (row.status === 'booked') return begun ? ['arrive', 'noShow', 'move', ...wait, 'cancel'] : row.displaced ? ['move', ...wait, 'cancel'] : ['arrive', 'move', ...wait, 'cancel']
  if (row.status === 'requested') return [...wait, 'cancel']
  if (row.status === 'arrived') return ['fulfil', 'undo']
  if (row.status === 'no_show') return ['arrive', 'undo']
  return row.status === 'fulfilled' ? ['undo'] : []
}

export type Totals = Record<'expected' | 'arrived' | 'fulfilled' | 'no_show', number>

export function totals(rows: readonly { status: Status }[]): Totals {
  const count = (...states: Status[]): number => rows.filter((row) => states.includes(row.status)).length
  return { expected: count('booked', 'requested'), arrived: count('arrived'), fulfilled: count('fulfilled'), no_show: count('no_show') }
}

/** Who is due comes first, then by time; what is over stands below. */
export function inOrder<Row extends Pick<Appointment, 'status' | 'starts_at' | 'id'>>(rows: readonly Row[]): Row[] {
  const over = (row: Row): number => Number(['cancelled', 'expired'].includes(row.status))
  return rows.toSorted((a, b) => over(a) - over(b) || a.starts_at.localeCompare(b.starts_at) || a.id.localeCompare(b.id))
}
