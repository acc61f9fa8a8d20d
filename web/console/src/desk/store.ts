/** The desk for Vue: the pure state in one shallow ref, the socket behind it, and one clock for all waits. */
import { defineStore } from 'pinia'
import { computed, ref, shallowRef } from 'vue'
import { useSession } from '@/kit/session'
import { Drafts } from './state/drafts'
import { Holes } from './state/holes'
import { uuid7 } from './state/ids'
import { alerts, badge, type Alert } from './state/alerts'
import { nothing, type DeskState, type LocalEvent, type Pending } from './state/model'
import { Outbox } from './state/outbox'
import type { FileInfo, Id, ServerEvent } from './state/protocol'
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

export const useDesk = defineStore('desk', () => {
  const session = useSession()
  const state = shallowRef<DeskState>(nothing)
  const link = ref<Link>('connecting')
  const now = ref(Date.now())
  /** Conversations that are open on this screen, and whether the live board is looked at. */
  const open = new Set<Id>()
  const problems = shallowRef<Record<Id, { title: string; code: string }>>({})
  let watching = false
  let rings: (heard: readonly Alert[]) => void = () => undefined

  function apply(events: readonly (ServerEvent | LocalEvent)[]): void {
    const before = state.value
    state.value = applyAll(before, events, Date.now())
    holes.look()
    const heard = alerts(before, state.value)
    if (heard.length > 0) rings(heard)
  }

  const socket = new DeskSocket({
    dial,
    heard: apply,
    opening: () => apply([{ on: 'local.connected' }]),
    resume,
    link: (next) => (link.value = next),
    timers,
    random: Math.random,
  })
  const holes = new Holes({ state: () => state.value, open: ask, timers })
  const outbox = new Outbox({
    pending: () => state.value.pending,
    ask: (frame) => socket.ask(frame),
    apply: (event) => apply([event]),
  })
  const drafts = new Drafts(sessionStorage)

  function resume(): void {
    for (const id of open) ask(id, state.value.threads[id]?.entries.at(-1)?.seq ?? 0)
    if (watching) void socket.ask({ do: 'watch', visitors: true })
    outbox.resume()
  }

  async function ask(conversation: Id, since: number): Promise<void> {
    const answer = await socket.ask({ do: 'open', conversation, ...(since > 0 ? { since } : {}) })
    const { [conversation]: _, ...rest } = problems.value
    problems.value = answer.ok || !answer.problem ? rest : { ...rest, [conversation]: answer.problem }
  }

  const rows = computed(() => {
    const me = state.value.me
    const hospital = session.hospital
    const seen = Object.values(state.value.rows).filter((row) => !hospital || row.hospital === hospital)
    return me ? sections(seen, me.id) : { queue: [], mine: [], others: [] }
  })

  return {
    state,
    link,
    now,
    rows,
    problems,
    drafts,
    badge: computed(() => badge(state.value)),
    me: computed(() => state.value.me?.id ?? ''),
    start: () => socket.start(),
    stop(): void {
      socket.stop()
      state.value = nothing
      open.clear()
    },
    hurry: () => socket.hurry(),
    isOpen: (id: Id): boolean => open.has(id),
    whenRings: (run: typeof rings): void => void (rings = run),
    tick: (): number => (now.value = Date.now()),

    open(conversation: Id): void {
      open.add(conversation)
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
    say(conversation: Id, what: { text?: string; file?: FileInfo }, whisper: boolean): void {
      const message: Pending = {
        id: uuid7(),
        conversation,
        text: what.text ?? null,
        file: what.file ?? null,
        whisper,
        at: new Date().toISOString(),
        state: 'sending',
        problem: null,
      }
      outbox.say(message)
    },
    retry: (id: Id) => outbox.retry(id),
    discard: (id: Id) => apply([{ on: 'local.discard', id }]),
    typing: (conversation: Id, typing: boolean) => socket.tell({ do: 'typing', conversation, typing }),
    read: (conversation: Id, seq: number) => socket.tell({ do: 'read', conversation, seq }),
    watch(on: boolean): void {
      watching = on
      if (on) void socket.ask({ do: 'watch', visitors: true })
      else socket.tell({ do: 'watch', visitors: false })
    },
    panel: (conversation: Id, panel: Record<string, unknown>) => apply([{ on: 'local.panel', conversation, panel }]),
    sectionOf: (id: Id) => {
      const row = state.value.rows[id] ?? state.value.threads[id]?.info.row
      return row && state.value.me ? section(row, state.value.me.id) : null
    },
  }
})
