/** What the claims gate refused of texts that were to be kept. */
import type { Problem } from '@/kit/api'
import type { Schemas } from '@/kit/schema'

export type Blocked = Schemas['BlockedShown']

export const blockedOf = (problem: Problem): Blocked[] => (Array.isArray(problem.members.blocked) ? (problem.members.blocked as Blocked[]) : [])

/** Wherever this text stands in a form, at any depth, the other takes its place. */
export function replaceIn(form: object, from: string, to: string): void {
  const held = form as Record<string, unknown>
  for (const [name, value] of Object.entries(held)) {
    if (typeof value === 'string') held[name] = value.replace(from, () => to)
    else if (value && typeof value === 'object') replaceIn(value, from, to)
  }
}

/** Words are most likely in the language that has more of its letters in them. */
export const langOf = (text: string): 'zh' | 'en' => (/[㐀-鿿]/.test(text) ? 'zh' : 'en')
