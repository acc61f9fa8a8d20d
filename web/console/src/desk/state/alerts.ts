/** What is worth a sound or a notification: told from two states, so that what comes twice rings once. */
import type { DeskState } from './model'
import type { DeskRow, Flag, Id } from './protocol'
import { section, sections } from './sections'

export interface Alert {
  kind: 'red' | 'mine' | 'message' | 'queue' | 'emergency'
  row: DeskRow
}

export function alerts(before: DeskState, after: DeskState): Alert[] {
  const me = after.me?.id
  if (!me || !before.me || (before.rows === after.rows && before.flags === after.flags)) return []
  return [...Object.values(after.flags).flatMap((flag) => red(before, after, flag) ?? []), ...ofRows(before, after, me)]
}

/** A red flag rings everybody when it is raised, the leads when nobody took it in time, and then everybody again. */
function red(before: DeskState, after: DeskState, flag: Flag): Alert | null {
  const was = before.flags[flag.conversation]
  const row = after.rows[flag.conversation]
  if (was === flag || !row || flag.acknowledged_at) return null
  const raised = !was || was.type !== flag.type
  const leads = after.me?.roles[flag.hospital]?.includes('desk_lead') ?? false
  const again = was !== undefined && flag.level > was.level && (flag.level > 1 || leads)
  return raised || again ? { kind: 'red', row } : null
}

function ofRows(before: DeskState, after: DeskState, me: Id): Alert[] {
  return Object.values(after.rows).flatMap((row) => alert(before.rows[row.id], row, me) ?? [])
}

function alert(was: DeskRow | undefined, row: DeskRow, me: Id): Alert | null {
  if (was === row) return null
  if (row.alert && row.alert !== 'red' && row.alert !== was?.alert) return { kind: 'emergency', row }
  const mine = section(row, me) === 'mine'
  if (mine && (!was || section(was, me) !== 'mine')) return { kind: 'mine', row }
  if (mine && row.unread > (was?.unread ?? 0)) return { kind: 'message', row }
  if (!was && row.assigned_to === null) return { kind: 'queue', row }
  return null
}

/** What the window's title counts: my conversations with something unread, and everyone in the queue. */
export function badge(state: DeskState): number {
  if (!state.me) return 0
  const parted = sections(Object.values(state.rows), state.me.id)
  return parted.queue.length + parted.mine.filter((row) => row.unread > 0).length
}
