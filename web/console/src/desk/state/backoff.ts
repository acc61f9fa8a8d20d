/** When to try again, by how the socket ended (docs/protocol.md, close codes). */

export const FIRST_MS = 500
export const LONGEST_MS = 15_000

export type Ending = { again: true; after: number } | { again: false; reason: 'signed_out' | 'refused' }

/** `tries` counts failures since the last welcome; `random` in [0, 1) spreads a crowd after a server restart. */
export function ending(code: number, tries: number, retryAfter: number | null, random: number): Ending {
  if (code === 4401) return { again: false, reason: 'signed_out' }
  if (code === 4400 || code === 4403) return { again: false, reason: 'refused' }
  if (code === 4408 && tries === 0) return { again: true, after: 0 }
  const step = Math.min(LONGEST_MS, FIRST_MS * 2 ** Math.min(tries, 10))
  return { again: true, after: Math.max((retryAfter ?? 0) * 1000, step / 2 + (step / 2) * random) }
}
