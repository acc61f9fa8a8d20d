/**
 * `apply(state, event)`: pure. The initial state and every event, duplicates and reorderings included, give what a
 * fresh fetch would give. Parts that an event does not touch keep their identity, so that Vue redraws little.
 */
import { merge, refresh, renamed } from './entries'
import type { DeskState, LocalEvent, Pending, Thread } from './model'
import { panelAfter } from './panel'
import type { Activity, By, DeskRow, Entry, Flag, Id, LiveVisitor, Presence, Reading, ServerEvent, ThreadInfo } from './protocol'

/** An indicator that nobody renews fades; words that stand in the visitor's box stay longer. */
export const TYPING_FADES_MS = 8_000
export const WORDS_FADE_MS = 60_000

export function applyAll(state: DeskState, events: readonly (ServerEvent | LocalEvent)[], now: number): DeskState {
  return events.reduce((before, event) => apply(before, event, now), state)
}

export function apply(state: DeskState, event: ServerEvent | LocalEvent, now: number): DeskState {
  switch (event.on) {
    case 'welcome':
      return welcomed(state, event)
    case 'row':
      return withRow(state, event.row)
    case 'flag':
      return withFlag(state, event.flag)
    case 'activity':
      return event.rows.reduce(withActivity, state)
    case 'thread':
      return opened(state, event.thread, event.entries, event.more)
    case 'entry':
      return entered(state, event.conversation, [event.entry])
    case 'history':
      return paged(state, event.conversation, event.entries, event.more)
    case 'said':
      return withPending(state, event.id, (message) => ({ ...message, state: 'stored', at: event.at, problem: null }))
    case 'typing':
      return typed(state, event, now)
    case 'read':
      return withThread(state, event.conversation, (thread) =>
        thread.read[event.by] >= event.seq
          ? thread
          : { ...thread, read: { ...thread.read, [event.by]: event.seq } },
      )
    case 'presence':
      return { ...state, staff: { ...state.staff, [seat(event.presence)]: event.presence } }
    case 'desk': {
      const { on: _, ...desk } = event
      return { ...state, desk }
    }
    case 'board':
      return { ...state, visitors: byId(event.visitors.filter((visitor) => !visitor.gone)) }
    case 'visitor': {
      const { on: _, ...visitor } = event
      return { ...state, visitors: moved(state.visitors, visitor) }
    }
    case 'reading':
      return read(state, event.reading)
    case 'coach':
      return { ...state, coachAway: { ...state.coachAway, [event.hospital]: event.away } }
    case 'care':
    case 'checked':
    case 'release_asked':
    case 'release':
    case 'ok':
    case 'error':
    case 'bye':
      return state
    default:
      return local(state, event)
  }
}

function local(state: DeskState, event: LocalEvent): DeskState {
  switch (event.on) {
    case 'local.connected':
      return { ...state, connection: state.connection + 1 }
    case 'local.say':
      return { ...state, pending: [...state.pending, event.message] }
    case 'local.restore':
      return { ...state, pending: [...event.pending, ...state.pending] }
    case 'local.refused':
      return withPending(state, event.id, (message) => ({ ...message, state: 'failed', problem: event.problem }))
    case 'local.retry':
      return withPending(state, event.id, (message) => ({ ...message, state: 'sending', problem: null }))
    case 'local.discard':
      return { ...state, pending: state.pending.filter((message) => message.id !== event.id) }
    case 'local.reading':
      return read({ ...state, coachAway: { ...state.coachAway, [event.hospital]: event.reading.away ?? false } }, event.reading)
    case 'local.shut':
      return { ...state, threads: without(state.threads, event.conversation) }
    default:
      return state // what a newer server says and this page does not know yet
  }
}

function withFlag(state: DeskState, flag: Flag): DeskState {
  const known = state.flags[flag.conversation]
  if (known?.id === flag.id && known.rev > flag.rev) return state
  if (!flag.closed_at) return { ...state, flags: { ...state.flags, [flag.conversation]: flag } }
  return known && known.id !== flag.id ? state : { ...state, flags: without(state.flags, flag.conversation) }
}

function welcomed(state: DeskState, event: Extract<ServerEvent, { on: 'welcome' }>): DeskState {
  const kept = Object.values(state.rows).filter((row) => state.confirmed[row.id] === state.connection)
  const cleared: DeskState = {
    ...state,
    me: event.me,
    desk: event.desk ?? state.desk,
    staff: Object.fromEntries(event.staff.map((presence) => [seat(presence), presence])),
    flags: Object.fromEntries(event.flags.map((flag) => [flag.conversation, flag])),
    rows: byId(kept),
    confirmed: Object.fromEntries(kept.map((row) => [row.id, state.connection])),
  }
  return event.rows.reduce(withRow, cleared)
}

/** A whole row; what messages changed since comes from the newest activity. */
function withRow(state: DeskState, told: DeskRow): DeskState {
  const row = fresh(told, state.activity[told.id])
  const next = withThread(state, row.id, (thread) =>
    thread.info.row.rev > row.rev
      ? thread
      : { ...thread, info: { ...thread.info, row }, entries: renamed(thread.entries, row.visitor.name) },
  )
  if (row.rev < Math.max(state.rows[row.id]?.rev ?? -1, state.left[row.id] ?? -1)) return next
  if (row.status === 'closed') {
    return { ...next, rows: without(next.rows, row.id), left: { ...next.left, [row.id]: row.rev } }
  }
  return {
    ...next,
    rows: { ...next.rows, [row.id]: row },
    left: without(next.left, row.id),
    confirmed: { ...next.confirmed, [row.id]: state.connection },
  }
}

function withActivity(state: DeskState, activity: Activity): DeskState {
  if ((state.activity[activity.id]?.rev ?? -1) >= activity.rev) return state
  const known = { ...state, activity: { ...state.activity, [activity.id]: activity } }
  const row = known.rows[activity.id]
  const listed = row ? { ...known, rows: { ...known.rows, [row.id]: fresh(row, activity) } } : known
  return withThread(listed, activity.id, (thread) => ({
    ...thread,
    info: { ...thread.info, row: fresh(thread.info.row, activity) },
  }))
}

/** Keeps the whole row's own rev, so that a whole row is never held back by an activity that overtook it. */
function fresh(row: DeskRow, activity: Activity | undefined): DeskRow {
  return activity && activity.rev > row.rev ? { ...row, ...activity, rev: row.rev } : row
}

/** An older reading never takes a newer one's place; one of the same message is newer by what was said of it. */
function read(state: DeskState, reading: Reading): DeskState {
  return withThread(state, reading.conversation, (thread) =>
    (thread.reading?.seq ?? 0) > (reading.seq ?? 0) ? thread : { ...thread, reading },
  )
}

function opened(state: DeskState, info: ThreadInfo, answer: Entry[], more: boolean): DeskState {
  const held = state.threads[info.row.id]
  const { entries, cut } = refresh(held?.entries ?? [], answer)
  const thread: Thread = {
    info: held && held.info.row.rev > info.row.rev ? { ...info, row: held.info.row } : info,
    entries,
    more: held && held.entries.length > 0 && !cut ? held.more : more,
    typing: held?.typing ?? {},
    reading: held?.reading ?? null,
    read: {
      visitor: Math.max(info.row.visitor_read_seq, held?.read.visitor ?? 0),
      staff: Math.max(info.row.staff_read_seq, held?.read.staff ?? 0),
    },
  }
  const shown = { ...state, threads: { ...state.threads, [info.row.id]: thread } }
  return entered(withRow(shown, thread.info.row), info.row.id, answer)
}

function entered(state: DeskState, conversation: Id, entries: Entry[]): DeskState {
  const arrived = new Set(entries.map((entry) => entry.id))
  const pending = state.pending.filter((message) => !arrived.has(message.id))
  const next = pending.length === state.pending.length ? state : { ...state, pending }
  return withThread(next, conversation, (thread) => {
    const merged = merge(thread.entries, renamed(entries, thread.info.row.visitor.name))
    const speakers = entries.map((entry) => key(entry.by))
    return {
      ...thread,
      entries: merged.length === thread.entries.length ? thread.entries : merged,
      typing: speakers.reduce(without, thread.typing),
      info: { ...thread.info, panel: entries.reduce(panelAfter, thread.info.panel) },
    }
  })
}

function paged(state: DeskState, conversation: Id, entries: Entry[], more: boolean): DeskState {
  return withThread(state, conversation, (thread) => {
    const first = thread.entries[0]?.seq ?? Infinity
    const older = entries.filter((entry) => entry.seq < first)
    if (older.length === 0 && entries.length > 0) return thread
    return { ...thread, entries: merge(older, thread.entries), more }
  })
}

function typed(state: DeskState, event: Extract<ServerEvent, { on: 'typing' }>, now: number): DeskState {
  const { by, text = '', typing } = event
  return withThread(state, event.conversation, (thread) => ({
    ...thread,
    typing: typing
      ? { ...thread.typing, [key(by)]: { by, text, until: now + (text ? WORDS_FADE_MS : TYPING_FADES_MS) } }
      : without(thread.typing, key(by)),
  }))
}

function withThread(state: DeskState, id: Id, change: (thread: Thread) => Thread): DeskState {
  const thread = state.threads[id]
  if (!thread) return state
  const changed = change(thread)
  return changed === thread ? state : { ...state, threads: { ...state.threads, [id]: changed } }
}

function withPending(state: DeskState, id: Id, change: (message: Pending) => Pending): DeskState {
  return { ...state, pending: state.pending.map((message) => (message.id === id ? change(message) : message)) }
}

function moved(visitors: Record<Id, LiveVisitor>, visitor: LiveVisitor): Record<Id, LiveVisitor> {
  return visitor.gone ? without(visitors, visitor.id) : { ...visitors, [visitor.id]: visitor }
}

/** One person may sit at the desks of several hospitals. */
function seat(presence: Presence): string {
  return `${presence.hospital} ${presence.staff}`
}

/** The visitor is one, however many tabs; staff are told apart. */
function key(by: By): string {
  return by.kind === 'visitor' ? 'visitor' : (by.id ?? '')
}

function without<T>(record: Record<string, T>, key: string): Record<string, T> {
  if (!(key in record)) return record
  const { [key]: _, ...rest } = record
  return rest
}

function byId<T extends { id: Id }>(items: readonly T[]): Record<Id, T> {
  return Object.fromEntries(items.map((item) => [item.id, item]))
}
