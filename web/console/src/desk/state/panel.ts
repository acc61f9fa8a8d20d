/** The person panel: what consultants set by hand, and how `panel` entries of the thread change it. */
import type { Entry, Time } from './protocol'

export const NEEDS = ['medical', 'emotional', 'price', 'convenience', 'service'] as const
export const STRENGTHS = [0, 1, 2, 3] as const
export const WORRIES = ['urgency', 'long_uncured', 'lost_faith', 'cost', 'shame', 'trust'] as const
export const STAGES = ['answer', 'know_hospital', 'dispel_doubt', 'next_step'] as const
export const LEVELS = ['understood', 'resolved', 'fast_path'] as const

export type Need = (typeof NEEDS)[number]

export interface SetBy {
  name: string
  at: Time
  seq: number
}

type Panel = Record<string, unknown>

/** Who set each member last, by the seq of the entry that told it; kept inside the panel under `set_by`. */
export function setBy(panel: Panel): Record<string, SetBy> {
  return (panel['set_by'] as Record<string, SetBy> | undefined) ?? {}
}

/** The panel after one entry: only `panel` events change it, and an older one never undoes a newer. */
export function panelAfter(panel: Panel, entry: Entry): Panel {
  if (entry.kind !== 'event' || entry.event?.name !== 'panel') return panel
  const changes = (entry.event['changes'] ?? {}) as Panel
  const known = setBy(panel)
  const newer = Object.entries(changes).filter(([member]) => (known[member]?.seq ?? 0) < entry.seq)
  if (newer.length === 0) return panel
  const mark: SetBy = { name: entry.by.name ?? '', at: entry.at, seq: entry.seq }
  return {
    ...panel,
    ...Object.fromEntries(newer),
    set_by: { ...known, ...Object.fromEntries(newer.map(([member]) => [member, mark])) },
  }
}
