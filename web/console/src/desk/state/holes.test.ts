import { expect, it } from 'vitest'
import { entries, entry, info } from './fixtures'
import { Holes } from './holes'
import { nothing, type DeskState } from './model'
import { applyAll } from './reducer'

it('asks again from the last whole seq when a hole stays for a second, and not when it fills', () => {
  let state: DeskState = applyAll(nothing, [
    { on: 'thread', thread: info({ last_seq: 3 }), entries: entries(1, 3), more: false },
    { on: 'entry', conversation: 'c1', entry: entry(5) },
  ], 0)
  const [asked, due]: [number[], (() => void)[]] = [[], []]
  const holes = new Holes({
    state: () => state,
    open: (_, since) => asked.push(since),
    timers: { set: (run) => due.push(run), clear: () => undefined },
  })
  holes.look()
  holes.look()
  expect(due.length).toBe(1)
  due.shift()!()
  expect(asked).toEqual([3])
  state = applyAll(state, [{ on: 'entry', conversation: 'c1', entry: entry(4) }], 0)
  due.shift()!()
  expect(asked).toEqual([3])
  expect(due.length).toBe(0)
})
