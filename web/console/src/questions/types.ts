/** The day's questions, as the server tells of them. */
import type { Schemas } from '@/kit/schema'

export type Questions = Schemas['QuestionsShown']
export type Group = Schemas['GroupRow']
export type Shown = Schemas['GroupShown']
export type Line = Schemas['Line']
export type Near = Schemas['Near']
export type Why = Line['why'][number]
export type Filter = 'all' | 'unanswered' | 'repeated' | 'badly'

/** What it is called: the name that somebody gave it, else how it was put. */
export const titleOf = (group: Group, none: string): string => group.name || group.samples[0] || none

const UNANSWERED: readonly Why[] = ['offline', 'left', 'unanswered']
export const toneOf = (why: Why): 'bad' | 'warn' => (UNANSWERED.includes(why) ? 'bad' : 'warn')

export const passes = (group: Group, filter: Filter): boolean =>
  filter === 'all' ||
  (filter === 'unanswered' && group.unanswered > 0) ||
  (filter === 'repeated' && (group.again > 0 || group.askers > 1)) ||
  (filter === 'badly' && group.badly > 0)
