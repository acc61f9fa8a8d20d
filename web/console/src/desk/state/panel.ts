/** The person panel: what consultants note by hand, and how `panel` entries of the thread change it. */
import type { Schemas } from '@/kit/schema'
import type { Entry } from './protocol'

export type Panel = Schemas['Panel']
export type PanelChange = Schemas['PanelChange']
type Some<K extends keyof Panel> = NonNullable<Panel[K]>

export const NEEDS = ['functional', 'emotional', 'price', 'convenience', 'service'] as const
export const MOODS = ['calm', 'anxious', 'sad', 'angry', 'hopeful', 'grateful', 'hurried'] as const satisfies Some<'mood'>[]
export const PURPOSES = ['ask', 'compare', 'book', 'price', 'report', 'second_opinion', 'for_other', 'complain'] as const satisfies Some<'purpose'>[]
export const WORRIES = ['urgency', 'long_uncured', 'lost_faith', 'cost', 'shame', 'trust', 'fear'] as const satisfies Some<'worries'>
export const STAGES = ['answer', 'know_hospital', 'dispel_doubt', 'next_step'] as const satisfies PanelChange['stage'][]
export const LEVELS = ['understood', 'resolved', 'fast_path'] as const satisfies PanelChange['level'][]

export type Need = (typeof NEEDS)[number]
export type Stage = (typeof STAGES)[number]
export type Level = (typeof LEVELS)[number]

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
