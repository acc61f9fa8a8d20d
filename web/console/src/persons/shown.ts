/** Small pure rules of what a record shows. */
import type { Person } from './types'

/** Whole years on a day (both YYYY-MM-DD); null when the birthday is not known or lies ahead. */
export function ageOn(born: string | null, day: string): number | null {
  if (!born || born > day) return null
  return Number(day.slice(0, 4)) - Number(born.slice(0, 4)) - (day.slice(5) < born.slice(5) ? 1 : 0)
}

/** What tells namesakes apart at a glance: the first masked contact, else the first number. */
export const hintOf = (person: Pick<Person, 'identifiers'>): string =>
  (person.identifiers.find((each) => each.kind === 'phone') ?? person.identifiers[0])?.masked ?? ''
