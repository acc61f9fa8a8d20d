/** When somebody is there, in one line: weekdays with the same hours together, then what differs in the next days. */
import type { Answer } from '@/kit/schema'

type Schedule = Pick<Answer<'get', '/v1/schedules/{hospital_id}'>, 'opening_hours' | 'holidays'>
type Lang = 'zh' | 'en'

/** Days ahead whose special hours are told. */
const AHEAD = 7
const WORDS = {
  zh: { to: '至', and: '、', comma: '，', shut: '休息', days: ['周一', '周二', '周三', '周四', '周五', '周六', '周日'] },
  en: { to: '–', and: ', ', comma: '; ', shut: 'closed', days: ['Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun'] },
}

/** A department without hours of its own keeps those of the whole hospital. `today` is YYYY-MM-DD there. */
export function hoursLine(schedule: Schedule, department: string | null, lang: Lang, today: string): string {
  const words = WORDS[lang]
  const own = department ? schedule.opening_hours.filter((each) => each.department_id === department) : []
  const spans = own.length ? own : schedule.opening_hours.filter((each) => each.department_id === null)
  const ofDay = words.days.map((_, place) =>
    spans
      .filter((each) => each.weekday === place + 1)
      .toSorted((a, b) => a.opens.localeCompare(b.opens))
      .map((each) => `${each.opens}–${each.closes}`)
      .join(words.and),
  )
  const weekly = runs(ofDay)
    .filter((run) => run.hours)
    .map(({ first, last, hours }) => `${name(words, first, last)} ${hours}`)
  return [...weekly, ...special(schedule, department, lang, today)].join(words.comma)
}

interface Run {
  first: number
  last: number
  hours: string
}
function runs(ofDay: string[]): Run[] {
  const found: Run[] = []
  ofDay.forEach((hours, day) => {
    const before = found.at(-1)
    if (before?.hours === hours) before.last = day
    else found.push({ first: day, last: day, hours })
  })
  return found
}
function name({ days, to, and }: (typeof WORDS)[Lang], first: number, last: number): string {
  if (first === last) return days[first] ?? ''
  return `${days[first]}${last === first + 1 ? and : to}${days[last]}`
}
function special({ holidays }: Schedule, department: string | null, lang: Lang, today: string): string[] {
  const until = new Date(Date.parse(today) + AHEAD * 86_400_000).toISOString().slice(0, 10)
  const near = holidays.filter((each) => each.day >= today && each.day <= until)
  const dayOf = new Intl.DateTimeFormat(lang === 'zh' ? 'zh-CN' : 'en', { month: 'short', day: 'numeric', timeZone: 'UTC' })
  return [...new Set(near.map((each) => each.day))].toSorted().flatMap((day) => {
    const found = [department, null].map((who) => near.find((each) => each.day === day && each.department_id === who)).find(Boolean)
    if (!found) return []
    return `${dayOf.format(new Date(day))} ${found.opens === null ? WORDS[lang].shut : `${found.opens}–${found.closes}`}`
  })
}
