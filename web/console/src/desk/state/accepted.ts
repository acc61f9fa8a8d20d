/** Messages that the server has taken since: acknowledged, or heard in the thread after a break of the line. */
import type { LocalEvent, Pending } from './model'

export function accepted(before: readonly Pending[], after: readonly Pending[], events: readonly { on: string }[]): Pending[] {
  const now = new Map(after.map((message) => [message.id, message]))
  const dropped = new Set(events.flatMap((event) => (event.on === 'local.discard' ? [(event as LocalEvent & { id: string }).id] : [])))
  return before.filter(
    (message) => message.state !== 'stored' && !dropped.has(message.id) && (now.get(message.id)?.state ?? 'stored') === 'stored',
  )
}
