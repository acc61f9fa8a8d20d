/** Messages on their way, kept over a reload of this tab; another person who signs in here never finds them. */
import type { Pending } from './model'
import type { Id } from './protocol'

const KEY = 'bedside.outbox'
const DRAFTS = 'bedside.draft.'

export function keep(storage: Storage, owner: Id, pending: readonly Pending[]): void {
  const going = pending.filter((message) => message.state !== 'stored')
  if (going.length === 0) storage.removeItem(KEY)
  else storage.setItem(KEY, JSON.stringify({ owner, going }))
}

export function kept(storage: Storage, owner: Id): Pending[] {
  try {
    const held = JSON.parse(storage.getItem(KEY) ?? 'null') as { owner: Id; going: Pending[] } | null
    return held?.owner === owner && Array.isArray(held.going) ? held.going : []
  } catch {
    return []
  }
}

/** At signing out nothing that was written stays behind in the browser. */
export function forget(storage: Storage): void {
  for (const key of Object.keys(storage)) if (key === KEY || key.startsWith(DRAFTS)) storage.removeItem(key)
}
