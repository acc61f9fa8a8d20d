/** What a thread draws, top to bottom: a line per day, entries grouped by speaker, and what is on its way. */
import type { Pending } from './model'
import type { Entry, Id } from './protocol'

export type Item =
  | { kind: 'day'; key: string; at: string }
  | { kind: 'event'; key: string; entry: Entry }
  | { kind: 'entry'; key: string; entry: Entry; head: boolean; mine: boolean }
  | { kind: 'pending'; key: string; message: Pending }

/** What an item's look depends on: while these stay the same it need not be drawn again. Always three members. */
export function seen(item: Item): [unknown, unknown, unknown] {
  switch (item.kind) {
    case 'day':
      return [item.key, item.at, null]
    case 'event':
      return [item.key, item.entry.seq, null]
    case 'pending':
      return [item.key, item.message, null]
    case 'entry':
      return [item.key, item.head, item.mine]
  }
}

/** A pause after which a speaker is named again. */
export const GROUP_MS = 3 * 60_000

export function layout(entries: readonly Entry[], pending: readonly Pending[], me: Id): Item[] {
  const items: Item[] = []
  let before: Entry | null = null
  for (const entry of entries) {
    if (!before || localDay(before.at) !== localDay(entry.at)) {
      items.push({ kind: 'day', key: `day-${entry.seq}`, at: entry.at })
      before = null
    }
    const last = items.at(-1)
    if (last?.kind === 'event' && sameNoting(last.entry, entry)) last.entry = joined(last.entry, entry)
    else if (entry.kind === 'event') items.push({ kind: 'event', key: entry.id, entry })
    else {
      const mine = entry.by.kind === 'staff' && entry.by.id === me
      items.push({ kind: 'entry', key: entry.id, entry, head: !before || !together(before, entry), mine })
    }
    before = entry
  }
  // The key is the message's id in both forms, so the bubble stays in place when its entry arrives.
  return [...items, ...pending.map((message): Item => ({ kind: 'pending', key: message.id, message }))]
}

/** Who notes five things in a row is told of in one line. */
function sameNoting(one: Entry, next: Entry): boolean {
  const noting = (entry: Entry): boolean => entry.event?.name === 'panel'
  return noting(one) && noting(next) && one.by.id === next.by.id && Date.parse(next.at) - Date.parse(one.at) < GROUP_MS
}

function joined(one: Entry, next: Entry): Entry {
  const changes = (entry: Entry): object => (entry.event?.['changes'] ?? {}) as object
  return { ...next, event: { name: 'panel', changes: { ...changes(one), ...changes(next) } } }
}

function together(one: Entry, next: Entry): boolean {
  return (
    one.kind !== 'event' &&
    one.audience === next.audience &&
    one.by.kind === next.by.kind &&
    one.by.id === next.by.id &&
    Date.parse(next.at) - Date.parse(one.at) < GROUP_MS
  )
}

const days = new Map<string, string>()

/** Dates are slow to make and entries many: one per hour suffices, for no time zone changes its day within one of UTC's. */
function localDay(at: string): string {
  const hour = at.slice(0, 13)
  let day = days.get(hour)
  if (day === undefined) {
    day = new Date(at).toDateString()
    days.set(hour, day)
  }
  return day
}

/** The last of the staff's messages that the visitor has read: the mark stands there, once. */
export function lastRead(entries: readonly Entry[], seq: number): number | null {
  return (
    entries.findLast((entry) => entry.kind !== 'event' && entry.by.kind === 'staff' && entry.audience === 'all' && entry.seq <= seq)
      ?.seq ?? null
  )
}
