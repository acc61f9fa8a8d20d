import { describe, expect, it } from 'vitest'
import { ageOn, daysLeft } from './shown'

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

it('says how long an answer may take', () => {
  const now = Date.parse('2026-11-22T00:00:00Z')
  expect(daysLeft('2026-11-24T12:00:00Z', now)).toBe(3)
  expect(daysLeft('2026-11-20T00:00:00Z', now)).toBe(-2)
})
