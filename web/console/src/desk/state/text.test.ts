import { describe, expect, it } from 'vitest'
import { fill, find } from './canned'
import { entry } from './fixtures'
import { lastRead, layout } from './layout'
import { pieces } from './links'

const staff = { kind: 'staff', id: 's', name: '林晓' } as const

describe('links', () => {
  it('end at Chinese text and before closing marks', () => {
    expect(pieces('请看https://demo.test/a?b=1,谢谢 (http://x.test/y).')).toEqual([
      { text: '请看', href: null },
      { text: 'https://demo.test/a?b=1', href: 'https://demo.test/a?b=1' },
      { text: ',谢谢 (', href: null },
      { text: 'http://x.test/y', href: 'http://x.test/y' },
      { text: ').', href: null },
    ])
  })

  it('leave scripts and markup as the text that they are', () => {
    const hostile = '<img src=x onerror=alert(1)> javascript:alert(1) data:text/html,x'
    expect(pieces(hostile)).toEqual([{ text: hostile, href: null }])
    expect(pieces('a https://[broken b').every((piece) => piece.href === null)).toBe(true)
    expect(pieces('').length).toBe(0)
  })
})

describe('the thread as drawn', () => {
  it('names a speaker once in a row, and again after an event, a pause, a whisper or a new day', () => {
    const at = (time: string) => ({ at: `2026-11-${time}:00Z` })
    const items = layout(
      [
        entry(1, at('21T12:00')),
        entry(2, at('21T12:01')),
        entry(3, at('21T12:30')),
        entry(4, { ...at('21T12:31'), by: staff }),
        entry(5, { ...at('21T12:32'), by: staff, audience: 'staff' }),
        entry(6, { ...at('21T12:32'), kind: 'event', event: { name: 'left' } }),
        entry(7, { ...at('21T12:33'), by: staff, audience: 'staff' }),
        entry(8, at('25T12:33')),
      ],
      [],
      's',
    )
    const drawn = items.map((item) =>
      item.kind === 'entry' ? `${item.entry.seq}${item.head ? 'h' : ''}${item.mine ? 'm' : ''}` : item.kind,
    )
    expect(drawn).toEqual(['day', '1h', '2', '3h', '4hm', '5hm', 'event', '7hm', 'day', '8h'])
  })

  it('tells of several notes in a row in one line', () => {
    const note = (seq: number, changes: object) =>
      entry(seq, { kind: 'event', audience: 'staff', by: staff, event: { name: 'panel', changes } })
    const items = layout([note(1, { mood: 'calm' }), note(2, { stage: 'know_hospital', mood: 'sad' }), entry(3), note(4, { level: null })], [], 's')
    const events = items.flatMap((item) => (item.kind === 'event' ? [item.entry.event?.['changes']] : []))
    expect(events).toEqual([{ mood: 'sad', stage: 'know_hospital' }, { level: null }])
  })

  it('puts the read mark under the last staff message that was read', () => {
    const list = [entry(1), entry(2, { by: staff }), entry(3, { by: staff }), entry(4, { by: staff, audience: 'staff' })]
    expect([lastRead(list, 4), lastRead(list, 2), lastRead(list, 1)]).toEqual([3, 2, null])
  })
})

describe('canned replies', () => {
  const replies = [
    { id: '1', shortcut: 'price', title: '种植牙价格', text: '您好 {visitor},公示价格在这里' },
    { id: '2', shortcut: 'hello', title: '问候', text: '您好，这里说到价格 price' },
  ]

  it('are found by shortcut first, then by words', () => {
    expect(find(replies, 'price').map((reply) => reply.id)).toEqual(['1', '2'])
    expect(find(replies, '问候').map((reply) => reply.id)).toEqual(['2'])
    expect(find(replies, '').length).toBe(2)
    expect(find(replies, '价格 没有')).toEqual([])
  })

  it('fill what is known and name what is not', () => {
    expect(fill('{visitor}，{{ doctor }} 在{department}', { visitor: '张三', department: '口腔科' })).toEqual({
      text: '张三，{{ doctor }} 在口腔科',
      missing: ['doctor'],
    })
  })
})
