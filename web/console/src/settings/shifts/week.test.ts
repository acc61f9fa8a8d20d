import { describe, expect, it } from 'vitest'
import type { Shift } from './types'
import { daysOf, hoursText, rowsOf, workMinutes } from './week'

const shift = (staff: string, starts_at: string, ends_at: string, breaks: Shift['breaks'] = []): Shift => ({
  id: staff + starts_at, hospitals: [1], staff_id: staff, name_zh: '', name_en: '', starts_at, ends_at, breaks, version: 1,
})

describe('the week grid', () => {
  const days = daysOf('2026-11-16')
  it('puts a night shift on the day it starts at the hospital', () => {
    const night = shift('a', '2026-11-16T14:00:00Z', '2026-11-16T22:00:00Z')
    expect([...(rowsOf([night], days, 'Asia/Shanghai')[0]?.cells.keys() ?? [])]).toEqual(['2026-11-16'])
    expect(hoursText(night, 'Asia/Shanghai')).toBe('22:00–06:00')
  })
  it('adds up a person’s week without breaks', () => {
    const rest = [{ starts_at: '2026-11-17T04:00:00Z', ends_at: '2026-11-17T04:30:00Z' }]
    const day = shift('a', '2026-11-17T00:00:00Z', '2026-11-17T08:00:00Z', rest)
    expect(workMinutes(day)).toBe(450)
    expect(rowsOf([day, shift('a', '2026-11-18T00:00:00Z', '2026-11-18T08:00:00Z')], days, 'Asia/Shanghai')[0]?.minutes).toBe(930)
  })
  it('leaves other weeks out', () => {
    expect(rowsOf([shift('a', '2026-11-23T00:00:00Z', '2026-11-23T08:00:00Z')], days, 'Asia/Shanghai')).toEqual([])
  })
})
