import { describe, expect, it } from 'vitest'
import { hoursLine } from './hours'

const span = (weekday: number, opens: string, closes: string, department_id: string | null = null) => ({
  weekday, opens, closes, department_id,
})
const holiday = (day: string, opens: string | null, department_id: string | null = null) => ({
  day, name_zh: '假', name_en: 'Holiday', opens, closes: opens && '12:00', department_id,
})
const week = [1, 2, 3, 4, 5].flatMap((each) => [span(each, '13:30', '17:30'), span(each, '08:00', '12:00')])
const schedule = { opening_hours: [...week, span(6, '09:00', '12:00'), span(3, '10:00', '11:00', 'eye')], holidays: [] }

describe('hours in one line', () => {
  it('put alike days together', () => {
    expect(hoursLine(schedule, null, 'zh', '2026-11-22')).toBe('周一至周五 08:00–12:00、13:30–17:30，周六 09:00–12:00')
    expect(hoursLine(schedule, 'skin', 'en', '2026-11-22')).toBe('Mon–Fri 08:00–12:00, 13:30–17:30; Sat 09:00–12:00')
    expect(hoursLine({ ...schedule, opening_hours: [span(1, '08:00', '24:00'), span(2, '08:00', '24:00')] }, null, 'zh', '2026-11-22')).toBe(
      '周一、周二 08:00–24:00',
    )
  })
  it('are the department’s own where it has them', () => {
    expect(hoursLine(schedule, 'eye', 'zh', '2026-11-22')).toBe('周三 10:00–11:00')
  })
  it('tell of the special days that are near', () => {
    const near = [holiday('2026-11-25', null), holiday('2026-11-27', '08:00'), holiday('2026-11-27', null, 'eye'), holiday('2026-12-25', null)]
    expect(hoursLine({ ...schedule, holidays: near }, 'eye', 'zh', '2026-11-22')).toBe('周三 10:00–11:00，11月25日 休息，11月27日 休息')
    expect(hoursLine({ ...schedule, holidays: near }, null, 'en', '2026-11-26')).toContain('; Nov 27 08:00–12:00')
  })
  it('say nothing where nothing is set', () => {
    expect(hoursLine({ opening_hours: [], holidays: [] }, null, 'en', '2026-11-22')).toBe('')
  })
})
