/** Canned replies: found by shortcut or any words of the text, variables filled in before anything is sent. */
import type { Schemas } from '@/kit/schema'

export type Variable = Schemas['ReplyShown']['variables'][number]
export const VARIABLES = [
  'visitor_name', 'consultant_name', 'hospital', 'campus', 'department', 'address', 'hours', 'campaign', 'service', 'price',
] as const satisfies Variable[]

export interface Reply {
  id: string
  shortcut: string
  title: string
  text: string
  /** Null for one's own, whose uses are not counted. */
  entry?: string | null
  due?: Schemas['ReplyShown']['due']
}

const VARIABLE = /\{\{?\s*([\p{L}_][\p{L}\p{N}_]*)\s*\}?\}/gu

/** Shortcut first, then title, then text; every word of the query must be somewhere. */
export function find(replies: readonly Reply[], query: string): Reply[] {
  const words = query.toLowerCase().split(/\s+/).filter(Boolean)
  return replies
    .map((reply) => ({ reply, score: score(reply, words) }))
    .filter(({ score }) => score > 0)
    .sort((one, other) => other.score - one.score || one.reply.shortcut.localeCompare(other.reply.shortcut))
    .map(({ reply }) => reply)
}

function score(reply: Reply, words: readonly string[]): number {
  const shortcut = reply.shortcut.toLowerCase()
  const all = `${shortcut} ${reply.title} ${reply.text}`.toLowerCase()
  if (!words.every((word) => all.includes(word))) return 0
  const first = words[0] ?? ''
  return 1 + (shortcut === first ? 8 : shortcut.startsWith(first) ? 4 : 0) + (reply.title.toLowerCase().includes(first) ? 2 : 0)
}

/** Variables that nobody would fill in. */
export const unknown = (text: string): string[] => [
  ...new Set(fill(text, Object.fromEntries(VARIABLES.map((each) => [each, '']))).missing),
]

/** The text with what is known filled in; `missing` names what the consultant must still write. */
export function fill(text: string, variables: Readonly<Record<string, string>>): { text: string; missing: string[] } {
  const missing: string[] = []
  const filled = text.replace(VARIABLE, (whole, name: string) => {
    const value = variables[name]
    if (value !== undefined) return value
    missing.push(name)
    return whole
  })
  return { text: filled, missing }
}
