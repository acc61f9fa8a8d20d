/** The desk for Vue: the pure state in one shallow ref, the socket behind it, and one clock for all waits. */
import { defineStore } from 'pinia'
import { computed, ref, shallowRef, watch } from 'vue'
import { apiLang } from '@/kit/lang'
import { useSession } from '@/kit/session'
import { countUse } from './knowledge/knowledge'
import { accepted } from './state/accepted'
import { Drafts } from './state/drafts'
import { Holes } from './state/holes'
import { uuid7 } from './state/ids'
import { alerts, badge, type Alert } from './state/alerts'
import { nothing, type DeskState, type LocalEvent, type Pending } from './state/model'
import { forget, keep, kept } from './state/kept'
import { Outbox } from './state/outbox'
import type { FileInfo, Id, Problem, Reading, Release, ServerEvent } from './state/protocol'
import { applyAll } from './state/reducer'
import { section, sections } from './state/sections'
import { DeskSocket, type Link, type Wire } from './state/socket'

const timers = {
  set: (run: () => void, after: number): number => window.setTimeout(run, after),
  clear: (timer: number): void => window.clearTimeout(timer),
}

function dial(): Wire {
  const scheme = location.protocol === 'https:' ? 'wss:' : 'ws:'
  return new WebSocket(`${scheme}//${location.host}/v1/desk/socket`) as unknown as Wire
}

type Checked = Extract<ServerEvent, { on: 'checked' }>

export const useDesk = defineStore('desk', () => {
  const session = useSession()
  const state = shallowRef<DeskState>(nothing)
  const link = ref<Link>('connecting')
  const now = ref(Date.now())
  /** For what is told in minutes: it moves twice a minute, and so do those who read it. */
  const minute = computed(() => Math.floor(now.value / 30_000) * 30_000)
  /** Conversations that are open on this screen, and whether the live board is looked at. */
  const open = new Map<Id, string | undefined>()
  const problems = shallowRef<Record<Id, Problem>>({})
  /** Blocked texts that were asked to be released, as heard since this desk opened. */
  const releases = shallowRef<Record<Id, Release>>({})
  /** How often a pause was offered since this desk opened. */
  const cares = ref(0)
  let watchers = 0
  let rings: (heard: readonly Alert[]) => void = () => undefined

  function apply(events: readonly (ServerEvent | LocalEvent)[]): void {
    const before = state.value
    state.value = applyAll(before, events, Date.now())
    holes.look()
    if (before.pending !== state.value.pending) {
      keep(sessionStorage, session.me?.id ?? '', state.value.pending)
      accepted(before.pending, state.value.pending, events).forEach(countUse)
    }
    if (events.some((event) => event.on === 'care')) cares.value += 1
    for (const event of events) if (event.on === 'release') releases.value = { ...releases.value, [event.release.id]: event.release }
    const heard = alerts(before, state.value)
    if (heard.length > 0) rings(heard)
  }

  const socket = new DeskSocket({
    dial,
    lang: apiLang,
    heard: apply,
    opening: () => apply([{ on: 'local.connected' }]),
    resume,
    link: (next) => (link.value = next),
    timers,
    random: Math.random,
  })
  watch(apiLang, () => socket.renew())
  const holes = new Holes({ state: () => state.value, open: ask, timers })
  const outbox = new Outbox({
    pending: () => state.value.pending,
    ask: (frame) => socket.ask(frame),
    apply: (event) => apply([event]),
  })
  const drafts = new Drafts(sessionStorage)

  function resume(): void {
    for (const id of open.keys()) void ask(id, state.value.threads[id]?.entries.at(-1)?.seq ?? 0)
    if (watchers > 0) void socket.ask({ do: 'watch', visitors: true })
    outbox.resume()
  }

  async function ask(conversation: Id, since: number): Promise<void> {
    const reason = open.get(conversation)
    const answer = await socket.ask({ do: 'open', conversation, ...(since > 0 && { since }), ...(reason && { reason }) })
    const { [conversation]: _, ...rest } = problems.value
    problems.value = answer.ok || !answer.problem ? rest : { ...rest, [conversation]: answer.problem }
  }

  // Every event makes a new state; its parts change seldom, and only then may what hangs on them be computed anew.
  const allRows = computed(() => state.value.rows)
  const staff = computed(() => state.value.staff)
  const pending = computed(() => state.value.pending)
  const visitors = computed(() => state.value.visitors)
  const me = computed(() => state.value.me?.id ?? '')

  /** My own presence: the same at every hospital that I serve. */
  const mine = computed(() => Object.values(staff.value).find((seat) => seat.staff === me.value) ?? null)

  /** What the chosen hospital shows; all of them when none is chosen. */
  const shown = computed(() => {
    const hospital = session.hospital
    return Object.values(allRows.value).filter((row) => !hospital || row.hospital === hospital)
  })
  const seats = computed(() =>
    Object.values(staff.value).filter((seat) => !session.hospital || seat.hospital === session.hospital),
  )
  const rows = computed(() =>
    me.value ? sections(shown.value, me.value) : { queue: [], mine: [], others: [] },
  )

  return {
    state,
    link,
    now,
    minute,
    rows,
    shown,
    seats,
    presence: mine,
    problems,
    releases,
    cares,
    drafts,
    coachAway: (hospital: number): boolean => state.value.coachAway[hospital] ?? false,
    flagOf: (conversation: Id) => state.value.flags[conversation] ?? null,
    badge: computed(() => badge(state.value)),
    me,
    staff,
    pending,
    visitors,
    allRows,
    start(): void {
      const going = kept(sessionStorage, session.me?.id ?? '')
      if (going.length > 0 && state.value.pending.length === 0) apply([{ on: 'local.restore', pending: going }])
      socket.start()
    },
    /** Signed out: nothing of the desk stays behind. */
    stop(): void {
      socket.stop()
      state.value = nothing
      open.clear()
      releases.value = {}
      forget(sessionStorage)
    },
    /** A dead network shows only when nobody answers. Whoever is away or on a break need not be kept signed in for it. */
    beat(): void {
      if (mine.value?.status === 'online') void socket.ask({ do: 'watch', visitors: watchers > 0 })
    },
    hurry: () => socket.hurry(),
    cut: () => socket.cut(),
    isOpen: (id: Id): boolean => open.has(id),
    whenRings: (run: typeof rings): void => void (rings = run),
    tick: (): number => (now.value = Date.now()),

    /** A closed conversation of somebody else is opened for a reason, which is logged. */
    open(conversation: Id, reason?: string): void {
      open.set(conversation, reason)
      void ask(conversation, state.value.threads[conversation]?.entries.at(-1)?.seq ?? 0)
    },
    /** No longer on screen: the thread is let go, the draft stays. */
    shut(conversation: Id): void {
      if (!open.delete(conversation)) return
      socket.tell({ do: 'leave', conversation })
      apply([{ on: 'local.shut', conversation }])
    },
    async older(conversation: Id): Promise<boolean> {
      const before = state.value.threads[conversation]?.entries[0]?.seq
      if (before === undefined) return true
      return (await socket.ask({ do: 'history', conversation, before })).ok
    },
    say(conversation: Id, what: { text?: string; file?: FileInfo; canned?: boolean; draft?: Id | undefined; use?: Pending['use'] }, whisper: boolean): Id {
      const message: Pending = {
        id: uuid7(),
        conversation,
        text: what.text ?? null,
        file: what.file ?? null,
        whisper,
        canned: what.canned ?? false,
        draft: what.draft,
        use: what.use,
        at: new Date().toISOString(),
        state: 'sending',
        problem: null,
      }
      outbox.say(message)
      return message.id
    },
    /** What of a draft may not be said so, and what could be said better; null when nobody answered. */
    async check(conversation: Id, draft: { text: string; seq: number; canned: boolean }): Promise<Checked | null> {
      const answer = await socket.ask({ do: 'check', conversation, ...draft })
      return answer.ok && answer.event.on === 'checked' ? answer.event : null
    },
    /** What the coach read while this desk did not listen, or what it says to a label. */
    heardReading: (reading: Reading, hospital: number) => apply([{ on: 'local.reading', reading, hospital }]),
    askRelease: (conversation: Id, text: string) => socket.ask({ do: 'ask_release', conversation, text }),
    retry: (id: Id) => outbox.retry(id),
    discard: (id: Id) => apply([{ on: 'local.discard', id }]),
    typing: (conversation: Id, typing: boolean) => socket.tell({ do: 'typing', conversation, typing }),
    read: (conversation: Id, seq: number) => socket.tell({ do: 'read', conversation, seq }),
    /** The live board, while at least one part of the screen looks at it. */
    watch(on: boolean): void {
      watchers += on ? 1 : -1
      if (on && watchers === 1) void socket.ask({ do: 'watch', visitors: true })
      if (watchers === 0) socket.tell({ do: 'watch', visitors: false })
    },
    sectionOf: (id: Id) => {
      const row = state.value.rows[id] ?? state.value.threads[id]?.info.row
      return row && state.value.me ? section(row, state.value.me.id) : null
    },
  }
})
