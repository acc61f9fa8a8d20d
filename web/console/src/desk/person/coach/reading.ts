/** A reading as the panel shows it: what the coach is sure enough of, what was said of it, and what does not show. Pure. */
import type { Schemas } from '@/kit/schema'
import { LEVELS, MOODS, NEEDS, STAGES, WORRIES } from '../../state/panel'
import type { Reading } from '../../state/protocol'

export type Task = Schemas['Judgement']['task']
/** A stretch of an entry, in characters. */
export interface Span {
  seq: number
  start: number
  end: number
}
export interface Row {
  task: Task
  label: string
  /** per cent; null where a consultant set what the coach did not see */
  sure: number | null
  /** confirmed, corrected or set by hand */
  said: boolean
  spans: Span[]
}

const ORDER: readonly Task[] = ['stage', 'level', 'doubt', 'worry', 'need', 'mood', 'ready', 'intent', 'department', 'elsewhere']
/** Nobody need go elsewhere or hesitate: where it does not show there is nothing to be unsure of. */
const SILENT: readonly Task[] = ['elsewhere', 'doubt']
export const NONE = '-'

/** What a task may be corrected to; departments are the hospital's own. */
export const CHOICES: Record<Exclude<Task, 'department'>, readonly string[]> = {
  stage: STAGES,
  level: ['none', ...LEVELS],
  worry: WORRIES,
  need: NEEDS,
  mood: MOODS,
  ready: ['ready', 'considering', 'not_now'],
  doubt: ['effect', 'cost', 'trust', 'safety', 'time', 'distance', 'family', 'privacy'],
  elsewhere: ['price', 'effect', 'attitude', 'wait', 'distance', 'trust'],
  intent: [
    'how_treated', 'which_drug', 'can_you_treat', 'what_ways', 'how_long', 'cost', 'cause', 'department', 'doctor', 'hours', 'way', 'booking',
    'change_booking', 'insurance', 'report', 'preparation', 'aftercare', 'complaint', 'thanks', 'greeting', 'who', 'symptom', 'other',
  ],
}

type Guess = Schemas['GuessShown']
export const spansOf = (guess: Pick<Guess, 'line' | 'words'>): Span[] =>
  guess.words.map(([start = 0, end = 0]) => ({ seq: guess.line, start: Number(start), end: Number(end) }))

export function rowsOf(reading: Reading): { rows: Row[]; unsure: Task[] } {
  const rows: Row[] = []
  const unsure: Task[] = []
  for (const task of ORDER) {
    const guess = reading.guesses?.[task]
    const said = reading.said?.find((each) => each.task === task && each.seq === (guess?.line ?? reading.line))
    const label = said?.label ?? guess?.name
    if (label === undefined || label === NONE) {
      if (!SILENT.includes(task)) unsure.push(task)
    } else {
      const sure = guess && guess.name === label ? Math.round(guess.confidence * 100) : null
      rows.push({ task, label, sure, said: said !== undefined, spans: guess ? spansOf(guess) : [] })
    }
  }
  return { rows, unsure }
}
