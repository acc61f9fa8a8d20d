/** Events of a thread in words. */
import { stamp } from '@/kit/time'
import type { By, Entry } from '../state/protocol'
import { deskText as t, flagOutcomeText, flagTypeText, outcomeText, panelText, type DeskKey } from '../texts'

interface Names {
  staff: (id: string) => string
  speaker: (by: Pick<By, 'id' | 'name'>) => string
  department: (id: string) => string
  skill: (id: string) => string
}

/** One sentence for one event; names that this desk knows win over those that the event brings, in the visitor's language. */
export function eventText(entry: Entry, names: Names): string {
  const event = entry.event ?? { name: '' }
  const who = (member: string): string => person(event[member], names)
  const word = (member: string): string => (typeof event[member] === 'string' ? event[member] : '')
  const number = (member: string): number => (typeof event[member] === 'number' ? event[member] : 0)
  const by = names.speaker(entry.by) || t(entry.by.kind === 'visitor' ? 'visitor' : 'system')
  const because = word('reason') ? t('because', { reason: word('reason') }) : ''
  switch (event.name) {
    case 'started':
      return t(`event_started_${word('channel') || 'web'}` as DeskKey)
    case 'assigned':
      return t('event_assigned', { to: who('to') })
    case 'transferred':
      return t('event_transferred', { by, to: who('to') || queueName(word('department'), word('skill'), names) }) + because
    case 'joined':
      return t('event_joined', { name: who('to') || by })
    case 'left':
      return t('event_left', { name: who('from') || by })
    case 'taken_over':
      return t('event_taken_over', { by: who('to') || by, from: who('from') || '–' }) + because
    case 'requeued':
      return entry.by.kind === 'system' ? t('event_handed_back', { from: who('from') }) : t('event_requeued', { by }) + because
    case 'follow_up':
      return t('event_follow_up', { by, at: stamp(word('due_at')) })
    case 'panel':
      return t('event_panel', { by, what: panelText((event['changes'] ?? {}) as Record<string, unknown>) })
    case 'closed':
      return t('event_closed', { by, outcome: outcomeText(word('outcome')) })
    case 'rated':
      return t('event_rated', { score: number('score') }) + (word('comment') ? `「${word('comment')}」` : '')
    case 'phone_call':
      return [t(word('direction') === 'out' ? 'event_call_out' : 'event_call_in', { minutes: number('minutes') }), word('summary')].filter(Boolean).join('\n')
    case 'goodbye':
    case 'reopened':
      return t(`event_${event.name}`, { by })
    case 'red_flag':
      return t('event_red_flag', { type: flagTypeText(word('type')) })
    case 'red_flag_acknowledged':
      return t('event_red_flag_acknowledged', { by })
    case 'red_flag_escalated':
      return t(number('level') === 1 ? 'event_red_flag_to_lead' : number('level') === 2 ? 'event_red_flag_to_all' : 'event_red_flag_again')
    case 'red_flag_paged':
      return t(`event_red_flag_paged_${Array.isArray(event['ways']) ? event['ways'].join('_') : ''}` as 'event_red_flag_paged_')
    case 'red_flag_lifted':
      return t('event_red_flag_lifted', { by }) + because
    case 'red_flag_closed':
      return t('event_red_flag_closed', { by, outcome: flagOutcomeText(word('outcome')) }) + because
    case 'blocked':
      return t('event_blocked', { by }) + because
    default:
      return event.name
  }
}

const queueName = (department: string, skill: string, names: Names): string =>
  [department && names.department(department), skill && names.skill(skill)].filter(Boolean).join(' · ') || t('queue')

function person(value: unknown, names: Names): string {
  if (typeof value === 'string') return names.staff(value)
  return value && typeof value === 'object' ? names.speaker(value as Pick<By, 'id' | 'name'>) : ''
}
