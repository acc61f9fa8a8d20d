/** How long somebody waits, and how pressing that is; shown as words and a sign, never as colour alone. */
import type { Time } from './protocol'

export type Wait = 'none' | 'fresh' | 'long' | 'late'

/** Seconds after which a wait is called long, and late. */
export const LONG_SECONDS = 60
export const LATE_SECONDS = 180

export function seconds(since: Time | null, now: number): number {
  return since === null ? 0 : Math.max(0, Math.floor((now - Date.parse(since)) / 1000))
}

export function grade(since: Time | null, now: number): Wait {
  if (since === null) return 'none'
  const waited = seconds(since, now)
  return waited >= LATE_SECONDS ? 'late' : waited >= LONG_SECONDS ? 'long' : 'fresh'
}
