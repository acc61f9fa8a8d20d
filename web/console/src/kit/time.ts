/** Instants and money in the reader's language. Instants are RFC 3339 in UTC, shown in the browser's zone. */
import { lang } from './lang'

const cache = new Map<string, Intl.DateTimeFormat>()
function format(options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
  const key = lang() + JSON.stringify(options)
  let made = cache.get(key)
  if (!made) cache.set(key, (made = new Intl.DateTimeFormat(lang(), options)))
  return made
}

type Moment = string | number | Date | null | undefined
const dateOf = (at: NonNullable<Moment>): Date => (at instanceof Date ? at : new Date(at))

/** 14:05 */
export const clock = (at: Moment): string =>
  at ? format({ hour: '2-digit', minute: '2-digit', hourCycle: 'h23' }).format(dateOf(at)) : ''
/** 2026年11月21日 / Nov 21, 2026; a bare YYYY-MM-DD stays that day in every zone. */
export function day(at: Moment): string {
  if (!at) return ''
  const bare = typeof at === 'string' && /^\d{4}-\d\d-\d\d$/.test(at)
  const options: Intl.DateTimeFormatOptions = { year: 'numeric', month: 'short', day: 'numeric' }
  return format(bare ? { ...options, timeZone: 'UTC' } : options).format(dateOf(at))
}
/** Day and clock. */
export const stamp = (at: Moment): string =>
  at
    ? format({ year: 'numeric', month: '2-digit', day: '2-digit', hour: '2-digit', minute: '2-digit', hourCycle: 'h23' }).format(dateOf(at))
    : ''
/** Day, clock and seconds, for the record. */
export const exact = (at: Moment): string =>
  at ? format({ dateStyle: 'medium', timeStyle: 'medium', hourCycle: 'h23' }).format(dateOf(at)) : ''

/** 3 minutes ago / 3分钟前, and the day once it is longer ago than a week. */
export function ago(at: Moment, now: number = Date.now()): string {
  if (!at) return ''
  const seconds = Math.round((dateOf(at).getTime() - now) / 1000)
  const size = Math.abs(seconds)
  if (size > 7 * 86400) return day(at)
  const relative = new Intl.RelativeTimeFormat(lang(), { numeric: 'auto' })
  if (size < 60) return relative.format(0, 'second')
  if (size < 3600) return relative.format(Math.trunc(seconds / 60), 'minute')
  if (size < 86400) return relative.format(Math.trunc(seconds / 3600), 'hour')
  return relative.format(Math.trunc(seconds / 86400), 'day')
}

/** Seconds as 0:42, 12:05 or 1:02:03. */
export function span(seconds: number): string {
  const whole = Math.max(0, Math.round(seconds))
  const two = (part: number): string => String(part).padStart(2, '0')
  const hours = Math.floor(whole / 3600)
  const minutes = Math.floor((whole % 3600) / 60)
  return hours ? `${hours}:${two(minutes)}:${two(whole % 60)}` : `${minutes}:${two(whole % 60)}`
}

/** Monday of the week of a day, local, at midnight. */
export function monday(at: Date): Date {
  const start = new Date(at.getFullYear(), at.getMonth(), at.getDate())
  start.setDate(start.getDate() - ((start.getDay() + 6) % 7))
  return start
}
export function addDays(at: Date, days: number): Date {
  const moved = new Date(at)
  moved.setDate(moved.getDate() + days)
  return moved
}
/** The local day as YYYY-MM-DD. */
export const isoDay = (at: Date): string =>
  `${at.getFullYear()}-${String(at.getMonth() + 1).padStart(2, '0')}-${String(at.getDate()).padStart(2, '0')}`
export const weekday = (at: Date): string => format({ weekday: 'short' }).format(at)
export const monthDay = (at: Date): string => format({ month: 'numeric', day: 'numeric' }).format(at)
/** 0 = Monday … 6 = Sunday, named. */
export const weekdayName = (index: number): string => weekday(new Date(2024, 0, 1 + index))

/** Integer fen as yuan: ¥1,234.50. */
export const yuan = (fen: number | null | undefined): string =>
  fen === null || fen === undefined
    ? ''
    : new Intl.NumberFormat(lang(), { style: 'currency', currency: 'CNY', currencyDisplay: 'narrowSymbol' }).format(fen / 100)
export const count = (of: number): string => new Intl.NumberFormat(lang()).format(of)
export const percent = (part: number, digits = 1): string =>
  new Intl.NumberFormat(lang(), { style: 'percent', maximumFractionDigits: digits }).format(part)
