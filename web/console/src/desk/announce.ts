/** Turns what rings into one sound and one notification, however much arrived at once. */
import { useNotices } from '@/kit/notices'
import type { Alert } from './state/alerts'
import type { Id } from './state/protocol'
import { deskText as t } from './texts'

const ORDER: Alert['kind'][] = ['red', 'emergency', 'mine', 'message', 'queue']

/** Nothing for a message in a conversation that the person is looking at right now. */
export function announce(alerts: readonly Alert[], looking: (id: Id) => boolean, go: (id: Id) => void): void {
  const heard = alerts.filter((alert) => alert.kind !== 'message' || !(looking(alert.row.id) && document.hasFocus()))
  const first = ORDER.flatMap((kind) => heard.filter((alert) => alert.kind === kind))[0]
  if (!first) return
  const names = [...new Set(heard.filter((alert) => alert.kind === first.kind).map((alert) => alert.row.visitor.name))]
  useNotices().tell(t(`rings_${first.kind}`), names.slice(0, 3).join('、'), () => go(first.row.id), first.kind === 'red')
}
