/** The person panel: what consultants note by hand, and how `panel` entries of the thread change it. */
import type { Entry, Id, Time } from './protocol'

export const NEEDS = ['medical', 'emotional', 'price', 'convenience', 'service'] as const
export const MOODS = ['calm', 'anxious', 'sad', 'angry', 'hopeful', 'hurried'] as const
export const PURPOSES = ['ask', 'compare', 'book', 'price', 'report', 'second_opinion', 'for_other', 'complain'] as const
export const WORRIES = ['urgency', 'long_uncured', 'lost_faith', 'cost', 'shame', 'trust'] as const
export const STAGES = ['answer', 'know', 'dispel', 'next'] as const
export const LEVELS = ['understood', 'resolved', 'fast_path'] as const

export type Need = (typeof NEEDS)[number]

export interface Panel {
  rev: number
  /** strength 0–3 per need */
  needs: Partial<Record<Need, number>>
  mood: string | null
  purpose: string | null
  worries: string[]
  doubt: string | null
  doubt_state: 'open' | 'settled' | null
  note: string | null
  set_by: Record<string, { staff: Id; at: Time }>
}

export type PanelChange = Partial<Omit<Panel, 'rev' | 'set_by'>> & { stage?: string | null; level?: string | null }

/** The panel after one entry: only `panel` events change it, and an older one never undoes a newer. */
export function panelAfter(panel: Panel, entry: Entry): Panel {
  if (entry.kind !== 'event' || entry.event?.name !== 'panel') return panel
  const told = (entry.event['changes'] ?? {}) as PanelChange
  const newer = Object.keys(told).filter((field) => !(Date.parse(panel.set_by[field]?.at ?? '') > Date.parse(entry.at)))
  if (newer.length === 0) return panel
  const changes = Object.fromEntries(Object.entries(told).filter(([field]) => newer.includes(field))) as PanelChange
  const mark = { staff: entry.by.id ?? '', at: entry.at }
  return {
    ...panel,
    ...changes,
    set_by: { ...panel.set_by, ...Object.fromEntries(newer.map((field) => [field, mark])) },
  }
}
