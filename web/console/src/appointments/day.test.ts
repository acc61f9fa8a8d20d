import { describe, expect, it } from 'vitest'
import { inOrder, totals, verbsOf } from './day'
import { byDay, soonest } from './slots'
import type { Slot, Status } from './types'

const NOW = Date.parse('2026-11-22T02:00:00Z')
const row = (status: Status, starts_at = '2026-11-22T03:00:00Z') => ({ id: status, status, starts_at, green: false, green_confirmed: false, displaced: false, waits: null as string | null })

describe('what the front desk may do', () => {
  it('offers no-show only once the time has come', () => {
    expect(verbsOf(row('booked'), NOW)).not.toContain('noShow')
    expect(verbsOf(row('booked', '2026-11-22T02:00:00Z'), NOW)).toContain('noShow')
  })
  it('lets a slip be undone, and nothing be done with what was cancelled', () => {
    expect(verbsOf(row('arrived'), NOW)).toEqual(['fulfil', 'undo'])
    expect(verbsOf(row('no_show'), NOW)).toContain('undo')
    expect(verbsOf(row('cancelled'), NOW)).toEqual([])
  })
  it('offers to wait for an earlier time only where the time stands', () => {
    expect(verbsOf(row('booked'), NOW)).toContain('earlier')
    expect(verbsOf({ ...row('booked'), displaced: true }, NOW)).toEqual(['move', 'cancel'])
    expect(verbsOf(row('booked', '2026-11-22T02:00:00Z'), NOW)).not.toContain('earlier')
  })
  it('offers to stop waiting to who waits already', () => {
    expect(verbsOf({ ...row('booked'), waits: 'w' }, NOW)).toEqual(['arrive', 'move', 'stopWaiting', 'cancel'])
    expect(verbsOf({ ...row('requested'), waits: 'w' }, NOW)).toEqual(['stopWaiting', 'cancel'])
  })
  it('does not receive what the hospital has not confirmed', () => expect(verbsOf(row('requested'), NOW)).not.toContain('arrive'))
})

it('counts the day', () => {
  expect(totals([row('booked'), row('requested'), row('arrived'), row('cancelled')])).toEqual({ expected: 2, arrived: 1, fulfilled: 0, no_show: 0 })
})

it('puts what was cancelled below, the rest by time', () => {
  const rows = [row('cancelled', '2026-11-22T00:00:00Z'), row('booked', '2026-11-22T05:00:00Z'), row('arrived', '2026-11-22T04:00:00Z')]
  expect(inOrder(rows).map(({ id }) => id)).toEqual(['arrived', 'booked', 'cancelled'])
})

describe('free times', () => {
  const slot = (id: string, starts_at: string, left: number, green_left = 0): Slot => ({
    id, starts_at, ends_at: starts_at, left, green_left, price_fen: 1, department_id: 'd',
    doctor: { id: 'x', name_zh: '江', name_en: 'Jiang', title_zh: '', title_en: '' }, service: { id: 's', name_zh: '', name_en: '' },
  })
  const list = [slot('late', '2026-11-23T02:00:00Z', 1), slot('full', '2026-11-22T20:00:00Z', 0, 1), slot('soon', '2026-11-22T22:00:00Z', 2)]
  it('begin with the soonest; reserved seats count for the green channel alone', () => {
    expect(soonest(list)?.id).toBe('soon')
    expect(soonest(list, true)?.id).toBe('full')
    expect(soonest([])).toBeUndefined()
  })
  it('stand under the hospital’s own day', () => {
    expect(byDay(list, 'Asia/Shanghai').map(({ day, slots }) => [day, slots.map(({ id }) => id)])).toEqual([['2026-11-23', ['soon', 'late']]])
  })
})
