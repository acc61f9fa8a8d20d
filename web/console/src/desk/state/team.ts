/** Load per consultant, counted from the rows and presences that the desk holds. */
import type { DeskRow, Presence, Time } from './protocol'

export interface Carried {
  presence: Presence
  /** conversations that they answer now */
  load: number
  rows: DeskRow[]
  /** the longest wait among them */
  longest: Time | null
  /** of the capacity, 0–1 */
  share: number
}

export interface Team {
  waiting: number
  active: number
  online: number
  longest: Time | null
  people: Carried[]
}

const RANK = { online: 0, break: 1, away: 2, offline: 3 }

/** One line per person, whatever number of hospitals they serve. */
export function load(rows: readonly DeskRow[], seats: readonly Presence[]): Team {
  const staff = [...seats.reduce(joined, new Map<string, Presence>()).values()]
  const people = staff
    .map((presence) => carried(presence, rows.filter((row) => row.assigned_to === presence.staff)))
    .filter(({ presence, rows }) => presence.status !== 'offline' || rows.length > 0)
    .sort(
      (one, other) =>
        RANK[one.presence.status] - RANK[other.presence.status] ||
        other.share - one.share ||
        one.presence.name_zh.localeCompare(other.presence.name_zh),
    )
  return {
    waiting: rows.filter((row) => row.status === 'waiting').length,
    active: rows.filter((row) => row.status === 'active').length,
    online: staff.filter((presence) => presence.status === 'online').length,
    longest: earliest(rows),
    people,
  }
}

function joined(known: Map<string, Presence>, seat: Presence): Map<string, Presence> {
  const other = known.get(seat.staff)
  return known.set(seat.staff, other ? { ...seat, capacity: Math.max(seat.capacity, other.capacity) } : seat)
}

/** How many conversations each consultant answers, by staff id: rows tell it live, a presence only when it changes. */
export function loads(rows: readonly DeskRow[]): Map<string, number> {
  const counted = new Map<string, number>()
  for (const row of rows) {
    if (row.status === 'active' && row.assigned_to) counted.set(row.assigned_to, (counted.get(row.assigned_to) ?? 0) + 1)
  }
  return counted
}

function carried(presence: Presence, rows: DeskRow[]): Carried {
  const load = rows.filter((row) => row.status === 'active').length
  const share = presence.capacity > 0 ? Math.min(1, load / presence.capacity) : load > 0 ? 1 : 0
  const sorted = [...rows].sort((one, other) => (one.waiting_since ?? '9').localeCompare(other.waiting_since ?? '9'))
  return { presence, load, rows: sorted, longest: earliest(rows), share }
}

function earliest(rows: readonly DeskRow[]): Time | null {
  return rows.reduce<Time | null>((least, row) => {
    const since = row.status === 'waiting' ? (row.waiting_since ?? row.queued_at) : row.waiting_since
    return since && (!least || since < least) ? since : least
  }, null)
}
