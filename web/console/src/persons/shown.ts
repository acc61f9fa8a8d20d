/** Small pure rules of what a record shows. */

/** Whole years on a day (both YYYY-MM-DD); null when the birthday is not known or lies ahead. */
export function ageOn(born: string | null, day: string): number | null {
  if (!born || born > day) return null
  return Number(day.slice(0, 4)) - Number(born.slice(0, 4)) - (day.slice(5) < born.slice(5) ? 1 : 0)
}

/** Seconds that are left until a date, as days; negative when it has passed. */
export const daysLeft = (due: string, now: number): number => Math.ceil((Date.parse(due) - now) / 86_400_000)
