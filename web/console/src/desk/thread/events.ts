/** Events of a thread in words. */
import type { Entry } from '../state/protocol'
import { deskText as t, outcomeText, panelText, type DeskKey } from '../texts'

type NameOf = (staff: string) => string

/** One sentence for one event; names that the event brings win over ids that this desk resolves. */
export function eventText(entry: Entry, nameOf: NameOf): string {
  const event = entry.event ?? { name: '' }
  const who = (member: string): string => person(event[member], nameOf)
  const word = (member: string): string => (typeof event[member] === 'string' ? event[member] : '')
  const number = (member: string): number => (typeof event[member] === 'number' ? event[member] : 0)
  const by = entry.by.kind === 'system' ? t('system') : entry.by.name
  const because = word('reason') ? t('because', { reason: word('reason') }) : ''
  switch (event.name) {
    case 'assigned':
      return t('event_assigned', { to: who('to') })
    case 'transferred':
      return t('event_transferred', { by, to: who('to') }) + because
    case 'joined':
      return t('event_joined', { name: who('colleague') || by })
    case 'left':
      return t('event_left', { name: who('colleague') || by })
    case 'taken_over':
      return t('event_taken_over', { by: who('by') || by, from: who('from') })
    case 'requeued':
      return t('event_requeued', { by }) + because
    case 'panel':
      return t('event_panel', { by, what: panelText((event['changes'] ?? {}) as Record<string, unknown>) })
    case 'closed':
      return t('event_closed', { by, outcome: outcomeText(word('outcome')) })
    case 'rated':
      return t('event_rated', { score: number('score') }) + (word('comment') ? `「${word('comment')}」` : '')
    case 'phone_call':
      return [t('event_phone_call', { minutes: number('minutes') }), word('summary')].filter(Boolean).join(' ')
    case 'started':
    case 'reopened':
    case 'blocked':
      return t(`event_${event.name}` as DeskKey, { by })
    default:
      return event.name
  }
}

function person(value: unknown, nameOf: NameOf): string {
  if (typeof value === 'string') return nameOf(value)
  if (value && typeof value === 'object' && 'name' in value && typeof value.name === 'string') return value.name
  return ''
}
