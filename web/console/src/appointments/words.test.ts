import { describe, expect, it } from 'vitest'
import { acceptedText, movedText, walkedInText } from './words'

const made = (status: 'booked' | 'arrived' | 'requested') => ({ status, starts_at: '2026-11-23T02:00:00Z' })

describe('a seat of the hospital’s own system is asked for, and nobody’s until it said yes', () => {
  it('after a move', () => {
    expect(movedText(made('booked'))).toBe('The time was changed')
    expect(movedText(made('requested'))).toMatch(/requested.+present appointment stands/)
  })
  it('at the front desk', () => {
    expect(walkedInText(made('arrived'))).toBe('Registered as arrived')
    expect(walkedInText(made('requested'))).toMatch(/requested.+once it confirms/)
  })
  it('after an offer that was accepted', () => {
    expect(acceptedText(made('booked'), '候一')).toBe('The time is now 候一’s')
    expect(acceptedText(made('requested'), '候一')).toMatch(/requested.+yet to confirm/)
  })
})
