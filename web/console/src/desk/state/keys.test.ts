import { describe, expect, it } from 'vitest'
import { Drafts } from './drafts'
import { uuid7 } from './ids'
import { composerKey, type KeyPress } from './typing'

function press(key: string, change: Partial<KeyPress> = {}): KeyPress {
  return { key, shiftKey: false, ctrlKey: false, metaKey: false, altKey: false, isComposing: false, keyCode: 0, ...change }
}

describe('the composer', () => {
  it('sends with Enter, breaks the line with Shift+Enter', () => {
    expect(composerKey(press('Enter'), 'x')).toBe('send')
    expect(composerKey(press('Enter', { shiftKey: true }), 'x')).toBe('newline')
  })

  it('leaves Enter to an input method that is composing, Safari included', () => {
    expect(composerKey(press('Enter', { isComposing: true }), 'nihao')).toBe('edit')
    expect(composerKey(press('Enter', { keyCode: 229 }), 'nihao')).toBe('edit')
    expect(composerKey(press('/', { isComposing: true }), '')).toBe('edit')
  })

  it('opens the canned replies with / in an empty box only, and with Ctrl+K anywhere', () => {
    expect(composerKey(press('/'), '')).toBe('canned')
    expect(composerKey(press('/'), '2026')).toBe('edit')
    expect(composerKey(press('k', { ctrlKey: true }), 'x')).toBe('knowledge')
    expect(composerKey(press('$', { shiftKey: true }), '')).toBe('prices')
    expect(composerKey(press('$', { shiftKey: true }), '5')).toBe('edit')
    expect(composerKey(press('K', { metaKey: true }), 'x')).toBe('knowledge')
  })
})

describe('drafts', () => {
  it('belong to one conversation each and go when emptied', () => {
    const held = new Map<string, string>()
    const drafts = new Drafts({
      getItem: (key) => held.get(key) ?? null,
      setItem: (key, value) => void held.set(key, value),
      removeItem: (key) => void held.delete(key),
    })
    drafts.keep('a', { text: '您好', whisper: false })
    drafts.keep('b', { text: '', whisper: true })
    expect([drafts.of('a').text, drafts.of('b').whisper, drafts.of('c').text]).toEqual(['您好', true, ''])
    drafts.keep('a', { text: '', whisper: false })
    expect([...held.keys()]).toEqual(['bedside.draft.b'])
    held.set('bedside.draft.d', '{broken')
    expect(drafts.of('d').text).toBe('')
  })
})

describe('ids', () => {
  it('are UUIDs of version 7 that sort by time', () => {
    const [earlier, later] = [uuid7(1_000_000_000_000), uuid7(1_000_000_000_001)]
    expect(earlier).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/)
    expect(earlier < later).toBe(true)
  })
})
