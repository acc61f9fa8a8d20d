import { describe, expect, it } from 'vitest'
import { accepted } from './accepted'
import type { Pending } from './model'

const message = (id: string, state: Pending['state'] = 'sending'): Pending =>
  ({ id, conversation: 'c', text: 'x', file: null, whisper: false, at: '', state, problem: null })
const ids = (found: Pending[]): string[] => found.map((each) => each.id)

describe('what the server has taken', () => {
  it('is what was acknowledged, once, and what the thread brought after a break', () => {
    const before = [message('1'), message('2'), message('3', 'stored'), message('4')]
    expect(ids(accepted(before, [message('1', 'stored'), message('3', 'stored'), message('4')], []))).toEqual(['1', '2'])
  })
  it('is not what was refused, or thrown away after that', () => {
    const before = [message('1'), message('2', 'failed')]
    expect(ids(accepted(before, [message('1', 'failed')], [{ on: 'local.discard', id: '2' } as { on: string }]))).toEqual([])
  })
})
