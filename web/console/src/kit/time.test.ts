import { beforeEach, describe, expect, it } from 'vitest'
import { i18n } from './lang'
import { addDays, ago, day, isoDay, monday, span, yuan } from './time'

beforeEach(() => (i18n.global.locale.value = 'zh-CN'))

describe('time and money', () => {
  it('keeps a bare day the same day in every zone', () => {
    expect(day('2026-03-01')).toBe('2026年3月1日')
  })
  it('starts a week on Monday, Sunday included', () => {
    expect(isoDay(monday(new Date(2026, 10, 22)))).toBe('2026-11-16')
    expect(isoDay(addDays(monday(new Date(2026, 10, 16)), 7))).toBe('2026-11-23')
  })
  it('says how long ago', () => {
    const now = Date.parse('2026-11-21T10:00:00Z')
    expect(ago('2026-11-21T09:57:00Z', now)).toBe('3分钟前')
    expect(ago('2026-11-01T09:57:00Z', now)).toBe('2026年11月1日')
  })
  it('writes spans and fen', () => {
    expect(span(42)).toBe('0:42')
    expect(span(3723)).toBe('1:02:03')
    expect(yuan(123450)).toBe('¥1,234.50')
  })
})
