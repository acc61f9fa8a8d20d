import { describe, expect, it } from 'vitest'
import { instantOf, mondayOf, plusDays, wallOf } from './zone'

describe('the hospital’s wall clock', () => {
  it('goes there and back', () => {
    expect(instantOf('2026-11-21', 8 * 60, 'Asia/Shanghai')).toBe('2026-11-21T00:00:00.000Z')
    expect(wallOf('2026-11-21T16:30:00Z', 'Asia/Shanghai')).toEqual({ day: '2026-11-22', minutes: 30 })
  })
  it('runs past midnight', () => {
    expect(instantOf('2026-11-21', 32 * 60, 'Asia/Shanghai')).toBe('2026-11-22T00:00:00.000Z')
  })
  it('keeps the hour over a clock change', () => {
    for (const day of ['2026-03-28', '2026-03-29', '2026-10-25', '2026-10-26'])
      expect(wallOf(instantOf(day, 9 * 60, 'Europe/Berlin'), 'Europe/Berlin')).toEqual({ day, minutes: 540 })
  })
  it('finds Monday', () => {
    expect(mondayOf('2026-11-22')).toBe('2026-11-16')
    expect(plusDays('2026-12-31', 1)).toBe('2027-01-01')
  })
})
