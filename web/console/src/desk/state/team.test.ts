import { describe, expect, it } from 'vitest'
import { matches } from './board'
import { row } from './fixtures'
import type { LiveVisitor, Presence } from './protocol'
import { load } from './team'

const seat = (change: Partial<Presence>): Presence => ({
  staff: 's1', name_zh: '林晓', name_en: 'Lin Xiao', title_zh: '咨询员', title_en: 'Consultant', hospital: 1, status: 'online', reason: null, since: null, capacity: 4, ...change,
})

describe('the team', () => {
  it('counts one person once, whatever number of hospitals they serve', () => {
    const team = load(['a', 'b', 'c'].map((id) => row({ id, assigned_to: 's1' })), [seat({}), seat({ hospital: 2, capacity: 5 }), seat({ staff: 's2', name_zh: '周岚', status: 'break' })])
    expect(team.people.map((each) => [each.presence.staff, each.load, each.share])).toEqual([['s1', 3, 0.6], ['s2', 0, 0]])
    expect(team.online).toBe(1)
  })

  it('leaves out who is offline, unless a visitor is still theirs', () => {
    const gone = [seat({ status: 'offline' }), seat({ staff: 's2', status: 'offline' })]
    expect(load([row({ assigned_to: 's2' })], gone).people.map((each) => each.presence.staff)).toEqual(['s2'])
  })

  it('finds the longest wait, in the queue and in conversations', () => {
    const rows = [
      row({ id: 'a', assigned_to: 's1', waiting_since: '2026-11-21T02:05:00Z' }),
      row({ id: 'b', status: 'waiting', assigned_to: null, members: [], queued_at: '2026-11-21T02:03:00Z' }),
    ]
    const team = load(rows, [seat({})])
    expect([team.longest, team.people[0]?.longest]).toEqual(['2026-11-21T02:03:00Z', '2026-11-21T02:05:00Z'])
  })
})

describe('the live board', () => {
  const visitor: LiveVisitor = {
    id: 'v', hospital: 1, name: '', returning: false, since: '', page: { title: '种植牙', url: '/implant' }, pages: 2,
    source: 'baidu', search_word: '种植牙 多少钱', campaign: null, conversation: null, invitation: null, seconds: 9,
  }

  it('filters by what was asked and by every word', () => {
    expect(matches(visitor, 'free', '种植 baidu')).toBe(true)
    expect(matches(visitor, 'free', '种植 google')).toBe(false)
    expect(matches({ ...visitor, invitation: 'declined' }, 'free', '')).toBe(false)
    expect(matches({ ...visitor, invitation: 'declined' }, 'invited', '')).toBe(true)
    expect(matches({ ...visitor, conversation: 'c', invitation: 'accepted' }, 'invited', '')).toBe(false)
    expect(matches({ ...visitor, conversation: 'c' }, 'talking', '')).toBe(true)
    expect(matches({ ...visitor, returning: true }, 'returning', '')).toBe(true)
  })
})
