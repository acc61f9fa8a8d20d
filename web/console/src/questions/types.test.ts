import { describe, expect, it } from 'vitest'
import { passes, titleOf, toneOf, type Group } from './types'

const group = (change: Partial<Group>): Group => ({
  id: '1', version: 1, state: 'open', name: '', samples: [], questions: 1, askers: 1, unanswered: 0, again: 0, badly: 0, back: 0,
  back_unanswered: 0, first_day: '2026-11-20', last_at: '2026-11-20T08:00:00Z', days: [], entry_id: null, entry: '', reason: '',
  settled_by: '', settled_at: null, ...change,
})

describe('groups of questions', () => {
  it('are called by their name, else by how they were put', () => {
    expect(titleOf(group({ name: '停车', samples: ['停车怎么收费？'] }), '—')).toBe('停车')
    expect(titleOf(group({ samples: ['停车怎么收费？'] }), '—')).toBe('停车怎么收费？')
    expect(titleOf(group({}), '—')).toBe('—')
  })
  it('pass the filter of what went wrong', () => {
    expect(passes(group({ unanswered: 1 }), 'unanswered')).toBe(true)
    expect(passes(group({ askers: 2 }), 'repeated')).toBe(true)
    expect(passes(group({ again: 1 }), 'repeated')).toBe(true)
    expect(passes(group({ badly: 1 }), 'badly')).toBe(true)
    expect(passes(group({ badly: 1 }), 'unanswered')).toBe(false)
    expect(passes(group({}), 'all')).toBe(true)
  })
  it('say with colour what hurts most', () => {
    expect(toneOf('left')).toBe('bad')
    expect(toneOf('low_rating')).toBe('warn')
  })
})
