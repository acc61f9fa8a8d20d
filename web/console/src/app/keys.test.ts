/** Every shortcut that is written down anywhere: on no screen do two of them claim the same keys. */
import { describe, expect, it } from 'vitest'
import { areas } from './areas'

const sources = import.meta.glob<string>(['../**/*.vue', '../**/*.ts', '!../**/*.test.ts'], { query: '?raw', import: 'default', eager: true })
const DECLARED = /(?:\bkeys: |whileTyping: |\bkey\()'([^']+)'/g
const TYPING = /\bkey\(.+, '(alt\+.)'\)/g

/** By screen: the files of one folder are on it together; the shell is on all of them. */
const screens = new Map<string, string[]>()
for (const [path, source] of Object.entries(sources)) {
  const found = [...source.matchAll(DECLARED), ...source.matchAll(TYPING)].map((match) => match[1] ?? '')
  if (path.includes('/kit/') || found.length === 0) continue
  const screen = path.endsWith('/PresenceMenu.vue') ? 'app' : (path.split('/').at(path.startsWith('./') ? 0 : 1) ?? '')
  const name = screen === '.' ? 'app' : screen
  screens.set(name, [...(screens.get(name) ?? []), ...found])
}
const shell = [...(screens.get('app') ?? []), ...areas.map((area) => `g ${area.key}`)]

describe('shortcuts of all screens', () => {
  it('are found where they are declared', () => {
    expect(shell).toEqual(expect.arrayContaining(['?', 'z', 'g d']))
    expect(screens.get('desk')).toEqual(expect.arrayContaining(['y', 'alt+y', 'mod+j', 'g l']))
    expect(screens.get('questions')).toEqual(expect.arrayContaining(['x', 'n']))
  })
  it.each([...screens.keys()].filter((name) => name !== 'app'))('do not collide on %s', (name) => {
    const live = [...shell, ...(screens.get(name) ?? [])]
    expect(live.filter((keys, at) => live.indexOf(keys) !== at)).toEqual([])
    // What begins a sequence does nothing by itself.
    const begins = live.filter((keys) => keys.includes(' ')).map((keys) => keys.split(' ')[0])
    expect(live.filter((keys) => begins.includes(keys))).toEqual([])
  })
})
