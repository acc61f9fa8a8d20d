import { describe, expect, it } from 'vitest'
import { alerts, badge } from './alerts'
import { ME, row, welcome } from './fixtures'
import { nothing } from './model'
import type { DeskRow } from './protocol'
import { applyAll } from './reducer'
import { sections } from './sections'
import { grade } from './waiting'

const at = (minute: number) => `2026-11-21T02:${String(minute).padStart(2, '0')}:00Z`
const after = (...rows: DeskRow[]) => applyAll(nothing, [welcome(rows)], 0)

describe('the list', () => {
  it('parts queue, mine (a member counts) and others', () => {
    const parted = sections(
      [
        row({ id: 'q', status: 'waiting', assigned_to: null, members: [] }),
        row({ id: 'm' }),
        row({ id: 'invited', assigned_to: 'other', members: ['other', ME] }),
        row({ id: 'o', assigned_to: 'other', members: ['other'] }),
      ],
      ME,
    )
    expect(parted.queue.map((one) => one.id)).toEqual(['q'])
    expect(parted.mine.map((one) => one.id)).toEqual(['invited', 'm'])
    expect(parted.others.map((one) => one.id)).toEqual(['o'])
  })

  it('puts alerts first, then who waits longest, then who spoke last', () => {
    const parted = sections(
      [
        row({ id: 'quiet', last: { by: 'staff', text: '', at: at(9) } }),
        row({ id: 'newest', last: { by: 'staff', text: '', at: at(10) } }),
        row({ id: 'waits', waiting_since: at(5) }),
        row({ id: 'longest', waiting_since: at(1) }),
        row({ id: 'red', alert: 'chest_pain' }),
      ],
      ME,
    )
    expect(parted.mine.map((one) => one.id)).toEqual(['red', 'longest', 'waits', 'newest', 'quiet'])
  })

  it('keeps the queue in the order of arrival', () => {
    const waiting = (id: string, minute: number) =>
      row({ id, queued_at: at(minute), status: 'waiting', assigned_to: null, members: [] })
    expect(sections([waiting('c', 3), waiting('a', 1), waiting('b', 2)], ME).queue.map((one) => one.id)).toEqual(['a', 'b', 'c'])
  })
})

describe('a wait', () => {
  it('is fresh, long and late', () => {
    const now = Date.parse(at(10))
    expect([null, at(10), at(9), at(7)].map((since) => grade(since, now))).toEqual(['none', 'fresh', 'long', 'late'])
  })
})

describe('what rings', () => {
  it('is silent at the first welcome and for what comes twice', () => {
    const state = after(row({ unread: 3 }))
    expect(alerts(nothing, state)).toEqual([])
    expect(alerts(state, applyAll(state, [{ on: 'row', row: row({ unread: 3 }) }], 0))).toEqual([])
  })

  it('tells a new message, a new conversation of mine, the queue and an emergency apart', () => {
    const state = after(row({ id: 'a' }), row({ id: 'b', assigned_to: 'other', members: [] }), row({ id: 'd' }))
    const next = applyAll(state, [
      { on: 'row', row: row({ id: 'a', rev: 2, unread: 1 }) },
      { on: 'row', row: row({ id: 'b', rev: 2 }) },
      { on: 'row', row: row({ id: 'c', status: 'waiting', assigned_to: null, members: [] }) },
      { on: 'row', row: row({ id: 'd', rev: 2, alert: 'stroke' }) },
    ], 0)
    const kinds = Object.fromEntries(alerts(state, next).map((alert) => [alert.row.id, alert.kind]))
    expect(kinds).toEqual({ a: 'message', b: 'mine', c: 'queue', d: 'emergency' })
  })

  it('counts the queue and my unread conversations in the title', () => {
    expect(badge(after(row({ unread: 5 }), row({ id: 'b' }), row({ id: 'c', assigned_to: null, members: [] })))).toBe(2)
  })
})
