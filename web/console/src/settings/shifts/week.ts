/** A week of shifts as a grid: people down, days across. */
import { pick } from '@/kit/lang'
import { plusDays, wallOf } from '@/kit/zone'
import { clockOf } from '../crud'
import type { Shift } from './types'

export const daysOf = (monday: string): string[] => [0, 1, 2, 3, 4, 5, 6].map((each) => plusDays(monday, each))

export interface Row {
  staff: string
  /** By day, in order of start. */
  cells: Map<string, Shift[]>
  /** Minutes planned in the week, breaks left out. */
  minutes: number
}

const length = (from: string, to: string): number => (Date.parse(to) - Date.parse(from)) / 60_000

export function workMinutes(shift: Shift): number {
  return length(shift.starts_at, shift.ends_at) - shift.breaks.reduce((sum, each) => sum + length(each.starts_at, each.ends_at), 0)
}

export function rowsOf(shifts: Shift[], days: string[], zone: string): Row[] {
  const rows = new Map<string, Row>()
  for (const shift of shifts.toSorted((a, b) => a.starts_at.localeCompare(b.starts_at))) {
    const day = wallOf(shift.starts_at, zone).day
    if (!days.includes(day)) continue
    let row = rows.get(shift.staff_id)
    if (!row) rows.set(shift.staff_id, (row = { staff: shift.staff_id, cells: new Map(), minutes: 0 }))
    row.cells.set(day, [...(row.cells.get(day) ?? []), shift])
    row.minutes += workMinutes(shift)
  }
  return [...rows.values()]
}

/** 08:00–16:30 at the hospital. */
export function hoursText(shift: Shift, zone: string): string {
  return `${clockOf(wallOf(shift.starts_at, zone).minutes)}–${clockOf(wallOf(shift.ends_at, zone).minutes)}`
}
/** 11/21 早班 08:00–16:30 */
export function shiftText(shift: Shift, zone: string): string {
  const [, month, date] = wallOf(shift.starts_at, zone).day.split('-').map(Number)
  return [`${month}/${date}`, pick(shift.name_zh, shift.name_en), hoursText(shift, zone)].filter(Boolean).join(' ')
}
