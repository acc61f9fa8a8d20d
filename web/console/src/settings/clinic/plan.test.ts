import { describe, expect, it } from 'vitest'
import { overlap, seatsOf, slotsOf } from './plan'
import type { Line } from './types'

const line = (weekday: number, starts: number, ends: number, more: Partial<Line> = {}): Line => ({
  service: 's', department: 'd', weekday, starts, ends, slot_minutes: 15, seats: 1, green_seats: 0, valid_from: null, valid_to: null, ...more,
})

describe('a week of clinics', () => {
  it('counts whole slots and their seats', () => {
    expect(slotsOf({ starts: 480, ends: 500, slot_minutes: 15 })).toBe(1)
    expect(slotsOf({ starts: 480, ends: 540, slot_minutes: 0 })).toBe(0)
    expect(seatsOf([line(1, 480, 540, { seats: 2, green_seats: 1 }), line(2, 480, 540)])).toEqual({ seats: 12, green: 4 })
  })
  it('has no two clinics at once', () => {
    expect(overlap([line(1, 480, 720), line(1, 720, 900), line(2, 480, 720)])).toBeNull()
    expect(overlap([line(1, 480, 720), line(1, 700, 900)])).not.toBeNull()
  })
  it('notices a night that runs into the next morning, also from Sunday to Monday', () => {
    expect(overlap([line(1, 1320, 1800), line(2, 300, 480)])).not.toBeNull()
    expect(overlap([line(7, 1320, 1800), line(1, 300, 480)])).not.toBeNull()
  })
  it('lets one season follow another', () => {
    expect(overlap([line(1, 480, 720, { valid_to: '2026-12-31' }), line(1, 480, 720, { valid_from: '2027-01-01' })])).toBeNull()
  })
})
