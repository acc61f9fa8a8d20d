import { effectScope, ref } from 'vue'
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { useDay } from './useDay'

beforeEach(() => void vi.useFakeTimers({ now: Date.parse('2026-11-22T15:59:00Z') }))
afterEach(() => void vi.useRealTimers())

it('is today where the hospital is, follows its zone and midnight, and stays where somebody put it', () => {
  const zone = ref('Asia/Shanghai')
  effectScope().run(() => {
    const { today, day } = useDay(() => zone.value)
    expect(day.value).toBe('2026-11-22')
    vi.advanceTimersByTime(90_000)
    expect(day.value).toBe('2026-11-23')
    zone.value = 'America/Chicago'
    expect(day.value).toBe('2026-11-22')
    day.value = '2026-12-01'
    zone.value = 'Asia/Shanghai'
    expect([today.value, day.value]).toEqual(['2026-11-23', '2026-12-01'])
    day.value = today.value
    vi.advanceTimersByTime(86_400_000)
    expect(day.value).toBe('2026-11-24')
  })
})
