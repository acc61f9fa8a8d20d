/** What a week of clinics amounts to. Pure. */
import type { Line } from './types'

/** Slots that one clinic makes: a rest that is shorter than a slot makes none. */
export const slotsOf = (line: Pick<Line, 'starts' | 'ends' | 'slot_minutes'>): number =>
  line.slot_minutes > 0 ? Math.max(0, Math.floor((line.ends - line.starts) / line.slot_minutes)) : 0

export const seatsOf = (lines: readonly Line[]): { seats: number; green: number } =>
  lines.reduce(
    (sum, line) => ({ seats: sum.seats + slotsOf(line) * line.seats, green: sum.green + slotsOf(line) * line.green_seats }),
    { seats: 0, green: 0 },
  )

const together = (one: Line, other: Line): boolean =>
  (one.valid_from ?? '') <= (other.valid_to ?? '9999') && (other.valid_from ?? '') <= (one.valid_to ?? '9999')

/** Whether two clinics of one doctor are at the same time; one may run past midnight into the next day's. */
export function overlap(lines: readonly Line[]): [Line, Line] | null {
  const WEEK = 7 * 1440
  for (const [index, one] of lines.entries())
    for (const other of lines.slice(index + 1)) {
      if (!together(one, other)) continue
      const a = (one.weekday - 1) * 1440 + one.starts
      const b = (other.weekday - 1) * 1440 + other.starts
      for (const turn of [-WEEK, 0, WEEK])
        if (a < b + turn + other.ends - other.starts && b + turn < a + one.ends - one.starts) return [one, other]
    }
  return null
}
