import { describe, expect, it } from 'vitest'
import { holed } from './entries'
import { entries, entry, info, ME, row, welcome } from './fixtures'
import { nothing, type DeskState, type LocalEvent, type Pending } from './model'
import type { DeskRow, Entry, ServerEvent } from './protocol'
import { apply, applyAll, WORDS_FADE_MS } from './reducer'

const NOW = 1_000_000
const run = (...events: (ServerEvent | LocalEvent)[]) => applyAll(nothing, events, NOW)
const changed = (change: Partial<DeskRow>): ServerEvent => ({ on: 'row', row: row(change) })
const said = (one: Entry): ServerEvent => ({ on: 'entry', conversation: 'c1', entry: one })
const seqs = (state: DeskState) => state.threads['c1']?.entries.map((one) => one.seq)
const message: Pending = {
  id: 'm1', conversation: 'c1', text: '您好', file: null, whisper: false, at: '', state: 'sending', problem: null,
}

describe('rows', () => {
  it('keep the higher rev, whatever comes last', () => {
    const state = run(welcome([row({ rev: 3 })]), changed({ rev: 5, unread: 2 }), changed({ rev: 4, unread: 1 }))
    expect(state.rows['c1']?.unread).toBe(2)
  })

  it('leave when closed, and a late older row does not bring them back, but a reopening does', () => {
    const state = run(welcome([row({ rev: 3 })]), changed({ rev: 5, status: 'closed' }), changed({ rev: 4 }))
    expect(state.rows).toEqual({})
    expect(apply(state, changed({ rev: 6 }), NOW).rows['c1']?.rev).toBe(6)
  })

  it('that vanished while the link was down are gone after the next welcome', () => {
    const state = run(welcome([row(), row({ id: 'c2' })]), { on: 'local.connected' }, welcome([row()]))
    expect(Object.keys(state.rows)).toEqual(['c1'])
  })

  it('that arrive before the welcome of the same connection stay', () => {
    const state = run({ on: 'local.connected' }, changed({ id: 'c9' }), welcome([row()]))
    expect(Object.keys(state.rows).sort()).toEqual(['c1', 'c9'])
  })

  it('newer than the snapshot that overtook them win', () => {
    const state = run({ on: 'local.connected' }, changed({ rev: 9, unread: 4 }), welcome([row({ rev: 8 })]))
    expect(state.rows['c1']?.unread).toBe(4)
  })
})

describe('activity', () => {
  const activity = (rev: number, unread: number): ServerEvent => ({
    on: 'activity', rows: [
      { id: 'c1', rev, unread, last_seq: rev, last: null, waiting_since: null, alert: null, staff_read_seq: 0, visitor_read_seq: 0 },
    ],
  })

  it('changes what messages change, and a whole row that it overtook still counts', () => {
    const state = run(welcome([row()]), activity(7, 2), changed({ rev: 6, assigned_to: 'other', unread: 1 }))
    expect(state.rows['c1']).toMatchObject({ assigned_to: 'other', unread: 2, last_seq: 7 })
  })

  it('older than the row or than another activity changes nothing', () => {
    const state = run(welcome([row()]), changed({ rev: 8, unread: 3 }), activity(7, 2))
    expect(state.rows['c1']?.unread).toBe(3)
    expect(run(welcome([row()]), activity(7, 2), activity(5, 9)).rows['c1']?.unread).toBe(2)
  })
})

describe('threads', () => {
  const open: ServerEvent = { on: 'thread', thread: info({ last_seq: 3 }), entries: entries(1, 3), more: false }

  it('take an entry once, in order of seq', () => {
    const state = run(open, said(entry(5)), said(entry(4)), said(entry(5)), said(entry(2)))
    expect(seqs(state)).toEqual([1, 2, 3, 4, 5])
  })

  it('know a hole, inside and at the end, and lose it when it fills', () => {
    const state = run(open, said(entry(5)))
    expect(holed(state.threads['c1']!.entries, 5)).toBe(true)
    expect(holed(apply(state, said(entry(4)), NOW).threads['c1']!.entries, 5)).toBe(false)
    expect(holed(entries(1, 3), 4)).toBe(true)
  })

  it('resume with what was missed', () => {
    const missed: ServerEvent = { ...open, entries: entries(4, 6), thread: info({ rev: 2, last_seq: 6 }) }
    expect(seqs(run(open, missed))).toEqual([1, 2, 3, 4, 5, 6])
  })

  it('let go of what is older than a gap that the server does not fill', () => {
    const far: ServerEvent = { ...open, entries: entries(90, 99), more: true }
    const state = run(open, far)
    expect(seqs(state)).toEqual([90, 91, 92, 93, 94, 95, 96, 97, 98, 99])
    expect(state.threads['c1']?.more).toBe(true)
  })

  it('page back through history, twice the same page included', () => {
    const late: ServerEvent = { ...open, entries: entries(11, 12), more: true }
    const page: ServerEvent = { on: 'history', conversation: 'c1', entries: entries(1, 10), more: false }
    const state = run(late, page, { ...page, more: true })
    expect(seqs(state)?.length).toBe(12)
    expect(state.threads['c1']?.more).toBe(false)
  })

  it('show what the visitor types until it is said', () => {
    const typing: ServerEvent = { on: 'typing', conversation: 'c1', by: { kind: 'visitor' }, text: '我想问', typing: true }
    const state = run(open, typing)
    expect(state.threads['c1']?.typing['visitor']).toMatchObject({ text: '我想问', until: NOW + WORDS_FADE_MS })
    expect(apply(state, said(entry(4)), NOW).threads['c1']?.typing).toEqual({})
  })

  it('keep the furthest read mark', () => {
    const read = (seq: number): ServerEvent => ({ on: 'read', conversation: 'c1', by: 'visitor', seq })
    expect(run(open, read(3), read(2)).threads['c1']?.read.visitor).toBe(3)
  })

  it('follow the row of a closed conversation that is open on screen', () => {
    const state = run(open, changed({ rev: 7, status: 'closed' }))
    expect(state.threads['c1']?.info.row.status).toBe('closed')
  })

  it('name the visitor as they are called now, in what they said before and say next', () => {
    const state = run(open, changed({ rev: 2, visitor: { ...row().visitor, name: '韩梅' } }), said(entry(4)))
    expect(state.threads['c1']?.entries.map((one) => one.by.name)).toEqual(['韩梅', '韩梅', '韩梅', '韩梅'])
  })

  it('take panel changes in the order of seq, not of arrival', () => {
    const set = (seq: number, mood: string) =>
      said(entry(seq, { kind: 'event', audience: 'staff', text: null, event: { name: 'panel', changes: { mood } } }))
    const state = run(open, set(5, 'calm'), set(4, 'anxious'))
    expect(state.threads['c1']?.info.panel['mood']).toBe('calm')
  })
})

describe('messages on their way', () => {
  it('vanish when their entry arrives, before or after the acknowledgement', () => {
    const arrives = said(entry(1, { id: 'm1' }))
    const acknowledged: ServerEvent = { on: 'said', ref: 1, id: 'm1', seq: 1, at: '2026-11-21T02:00:00Z' }
    const open: ServerEvent = { on: 'thread', thread: info(), entries: [], more: false }
    expect(run(open, { on: 'local.say', message }, acknowledged).pending[0]?.state).toBe('stored')
    expect(run(open, { on: 'local.say', message }, acknowledged, arrives).pending).toEqual([])
    expect(run(open, { on: 'local.say', message }, arrives, acknowledged).pending).toEqual([])
  })

  it('keep their id when refused and tried again', () => {
    const problem = { code: 'too_long', title: '太长' }
    const state = run({ on: 'local.say', message }, { on: 'local.refused', id: 'm1', problem })
    expect(state.pending[0]).toMatchObject({ id: 'm1', state: 'failed', problem })
    expect(apply(state, { on: 'local.retry', id: 'm1' }, NOW).pending[0]).toEqual(message)
  })
})

describe('initial state and events equal a fresh fetch', () => {
  /** A small seeded generator: the same walk every time. */
  function seeded(seed: number): () => number {
    return () => {
      seed = (seed * 1664525 + 1013904223) % 2 ** 32
      return seed / 2 ** 32
    }
  }

  it.each(Array.from({ length: 60 }, (_, seed) => seed))('for random walk %i, shuffled, doubled and cut', (seed) => {
    const random = seeded(seed)
    const server = new Map<string, DeskRow>()
    const thread: Entry[] = []
    let state = run({ on: 'local.connected' }, welcome([]), {
      on: 'thread', thread: info({ id: 'c0', rev: 0 }), entries: [], more: false,
    })
    server.set('c0', row({ id: 'c0', rev: 0 }))
    let late: ServerEvent[] = []
    for (let step = 0; step < 80; step++) {
      const id = `c${Math.floor(random() * 4)}`
      const before = server.get(id)
      const after = row({
        id, rev: (before?.rev ?? 0) + 1, unread: step, status: random() < 0.2 ? 'closed' : 'active',
        last_seq: id === 'c0' ? thread.length + 1 : 0,
      })
      server.set(id, after)
      late.push({ on: 'row', row: after })
      if (id === 'c0') {
        const next = entry(thread.length + 1)
        thread.push(next)
        late.push({ on: 'entry', conversation: 'c0', entry: next })
      }
      if (random() < 0.3) late.push(late[Math.floor(random() * late.length)]!)
      if (random() < 0.4) {
        state = applyAll(state, late.sort(() => random() - 0.5), NOW)
        late = []
      }
      if (random() < 0.05) {
        late = []
        const open = [...server.values()].filter((one) => one.status !== 'closed')
        const held = state.threads['c0']!.entries.length
        state = applyAll(state, [
          { on: 'local.connected' },
          welcome(open),
          { on: 'thread', thread: info(server.get('c0')), entries: thread.slice(Math.min(held, 3)), more: false },
        ], NOW)
      }
    }
    state = applyAll(state, late, NOW)
    const open = [...server.values()].filter((one) => one.status !== 'closed')
    expect(state.rows).toEqual(Object.fromEntries(open.map((one) => [one.id, one])))
    expect(state.threads['c0']?.entries).toEqual(thread)
    expect(state.threads['c0']?.info.row).toEqual(server.get('c0'))
    expect(state.me?.id).toBe(ME)
  })
})

describe('what this page does not know yet', () => {
  it('changes nothing', () => {
    const state = run(welcome([row()]))
    expect(apply(state, { on: 'of-a-newer-server' } as unknown as ServerEvent, NOW)).toBe(state)
  })
})
