/** The desk's list: who waits in the queue, which conversations are mine, which are others'. */
import type { DeskRow, Id } from './protocol'

export interface Sections {
  queue: DeskRow[]
  mine: DeskRow[]
  others: DeskRow[]
}

export type Section = keyof Sections

export function section(row: DeskRow, me: Id): Section {
  if (row.assigned_to === me || row.members.includes(me)) return 'mine'
  return row.assigned_to === null ? 'queue' : 'others'
}

export function sections(rows: Iterable<DeskRow>, me: Id): Sections {
  const parted: Sections = { queue: [], mine: [], others: [] }
  for (const row of rows) parted[section(row, me)].push(row)
  parted.queue.sort(byQueue)
  parted.mine.sort(byWait)
  parted.others.sort(byWait)
  return parted
}

/** Alerts first, then whoever waits longest, then whoever spoke last. */
function byWait(one: DeskRow, other: DeskRow): number {
  return (
    Number(Boolean(other.alert)) - Number(Boolean(one.alert)) ||
    compare(one.waiting_since ?? '9', other.waiting_since ?? '9') ||
    compare(other.last?.at ?? other.started_at, one.last?.at ?? one.started_at) ||
    compare(one.id, other.id)
  )
}

function byQueue(one: DeskRow, other: DeskRow): number {
  return Number(other.alert === 'red') - Number(one.alert === 'red') || compare(one.queued_at, other.queued_at) || compare(one.id, other.id)
}

function compare(one: string, other: string): number {
  return one < other ? -1 : one > other ? 1 : 0
}
