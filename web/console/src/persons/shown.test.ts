import { describe, expect, it } from 'vitest'
import { ageOn, hintOf } from './shown'
import type { Identifier } from './types'

describe('an age', () => {
  it('grows on the birthday, not before', () => {
    expect(ageOn('2012-11-23', '2026-11-22')).toBe(13)
    expect(ageOn('2012-11-22', '2026-11-22')).toBe(14)
  })
  it('is not guessed', () => {
    expect(ageOn(null, '2026-11-22')).toBeNull()
    expect(ageOn('2027-01-01', '2026-11-22')).toBeNull()
  })
})

it('tells namesakes apart by a phone first', () => {
  const one = (kind: Identifier['kind'], masked: string): Identifier => ({ person_id: 'p', id: masked, kind, masked, verified_at: null, added_at: '' })
  expect(hintOf({ identifiers: [one('id_card', '1101**********001X'), one('phone', '138****0011')] })).toBe('138****0011')
  expect(hintOf({ identifiers: [] })).toBe('')
})
