/** Entries of one conversation: a list ordered by `seq`, each once. Staff see every seq, so a hole means a loss. */
import type { Entry } from './protocol'

/** Both lists in order, each seq once; what is held already wins, because an entry never changes. */
export function merge(held: readonly Entry[], more: readonly Entry[]): Entry[] {
  const last = held.at(-1)
  const fresh = [...more].sort((one, other) => one.seq - other.seq)
  if (!last || (fresh[0] && fresh[0].seq > last.seq)) return unique([...held, ...fresh])
  const known = new Set(held.map((entry) => entry.seq))
  return unique([...held, ...fresh.filter((entry) => !known.has(entry.seq))].sort((one, other) => one.seq - other.seq))
}

function unique(ordered: Entry[]): Entry[] {
  return ordered.filter((entry, place) => place === 0 || entry.seq !== ordered[place - 1]?.seq)
}

/** Whoever is called otherwise now is so in all that they said. */
export function renamed(entries: readonly Entry[], name: string): Entry[] {
  const stands = (entry: Entry): boolean => entry.by.kind !== 'visitor' || entry.by.name === name
  if (entries.every(stands)) return entries as Entry[]
  return entries.map((entry) => (stands(entry) ? entry : { ...entry, by: { ...entry.by, name } }))
}

/** The last seq up to which nothing is missing since the first entry held; 0 when none is held. */
export function whole(entries: readonly Entry[]): number {
  let reached = entries[0]?.seq ?? 0
  for (const entry of entries.slice(1)) {
    if (entry.seq !== reached + 1) break
    reached = entry.seq
  }
  return reached
}

/** Is something missing, inside the list or after its end? `last` is the conversation's last seq as the row tells it. */
export function holed(entries: readonly Entry[], last: number): boolean {
  return entries.length > 0 ? whole(entries) < Math.max(last, entries.at(-1)?.seq ?? 0) : last > 0
}

/**
 * The answer to `open`. Told with `since`, the server may still answer with only the newest part; then what is older
 * than the gap is let go, so that the list stays whole and the rest comes through `history`.
 */
export function refresh(held: readonly Entry[], answer: readonly Entry[]): { entries: Entry[]; cut: boolean } {
  const first = answer.reduce((least, entry) => Math.min(least, entry.seq), Infinity)
  const reach = whole(held)
  if (held.length > 0 && first > reach + 1 && first !== Infinity) {
    const newer = held.filter((entry) => entry.seq >= first)
    return { entries: merge(newer, answer), cut: true }
  }
  return { entries: merge(held, answer), cut: false }
}
