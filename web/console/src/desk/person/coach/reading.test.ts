import { describe, expect, it } from 'vitest'
import type { Reading } from '../../state/protocol'
import { rowsOf } from './reading'

const guess = (name: string, confidence: number, words: [number, number][] = [[0, 2]]) => ({ name, confidence, line: 3, words })
const reading = (change: Partial<Reading>): Reading =>
  ({ conversation: 'c', seq: 3, line: 3, guesses: {}, said: [], cues: [], promises: [], ...change }) as Reading

describe('what the panel shows of a reading', () => {
  it('is each guess with its confidence and the words that it came from', () => {
    const { rows } = rowsOf(reading({ guesses: { worry: guess('cost', 0.724) } }))
    expect(rows).toEqual([{ task: 'worry', label: 'cost', sure: 72, said: false, spans: [{ seq: 3, start: 0, end: 2 }] }])
  })
  it('is what was said instead, without the confidence of what was guessed', () => {
    const said = [{ seq: 3, task: 'worry', label: 'fear' }]
    const { rows } = rowsOf(reading({ guesses: { worry: guess('cost', 0.7) }, said }))
    expect(rows).toMatchObject([{ task: 'worry', label: 'fear', sure: null, said: true }])
  })
  it('takes a label of an earlier message for none of this one', () => {
    const { rows } = rowsOf(reading({ guesses: { worry: guess('cost', 0.7) }, said: [{ seq: 1, task: 'worry', label: 'fear' }] }))
    expect(rows).toMatchObject([{ label: 'cost', said: false }])
  })
  it('is unsure of what the coach abstains from, and shows what was set by hand', () => {
    const { rows, unsure } = rowsOf(reading({ said: [{ seq: 3, task: 'mood', label: 'anxious' }, { seq: 3, task: 'need', label: '-' }] }))
    expect(rows).toMatchObject([{ task: 'mood', label: 'anxious', sure: null, said: true }])
    expect(unsure).toContain('need')
    expect(unsure).not.toContain('mood')
    expect(unsure).not.toContain('elsewhere')
  })
})
