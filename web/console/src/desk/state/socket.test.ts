import { beforeEach, describe, expect, it } from 'vitest'
import { ending, LONGEST_MS } from './backoff'
import { welcome } from './fixtures'
import { nothing, type DeskState, type Pending } from './model'
import { Outbox } from './outbox'
import type { ServerEvent } from './protocol'
import { apply, applyAll } from './reducer'
import { ANSWER_MS, DeskSocket, type Link, type Wire } from './socket'

class FakeWire implements Wire {
  sent: Record<string, unknown>[] = []
  onopen: (() => void) | null = null
  onmessage: ((event: { data: string }) => void) | null = null
  onclose: ((event: { code: number }) => void) | null = null
  send(data: string) {
    this.sent.push(JSON.parse(data) as Record<string, unknown>)
  }
  close() {}
  hear(...events: object[]) {
    this.onmessage?.({ data: JSON.stringify(events) })
  }
  last(verb: string) {
    return this.sent.filter((frame) => frame['do'] === verb).at(-1)
  }
}

class FakeTimers {
  now = 0
  private next = 1
  private readonly waiting = new Map<number, { run: () => void; at: number }>()
  set = (run: () => void, after: number) => {
    this.waiting.set(this.next, { run, at: this.now + after })
    return this.next++
  }
  clear = (timer: number) => void this.waiting.delete(timer)
  pass(time: number) {
    this.now += time
    for (const [timer, { run, at }] of Array.from(this.waiting)) {
      if (at <= this.now && this.waiting.delete(timer)) run()
    }
  }
}

let wires: FakeWire[]
let links: Link[]
let timers: FakeTimers
let state: DeskState
let outbox: Outbox
let socket: DeskSocket
let resumed: number

beforeEach(() => {
  wires = []
  links = []
  resumed = 0
  timers = new FakeTimers()
  state = nothing
  socket = new DeskSocket({
    dial: () => {
      const wire = new FakeWire()
      wires.push(wire)
      return wire
    },
    lang: () => 'en',
    heard: (events: ServerEvent[]) => void (state = applyAll(state, events, 0)),
    opening: () => void (state = apply(state, { on: 'local.connected' }, 0)),
    resume: () => {
      resumed++
      outbox.resume()
    },
    link: (link) => links.push(link),
    timers,
    random: () => 0.5,
  })
  outbox = new Outbox({
    pending: () => state.pending,
    ask: (frame) => socket.ask(frame),
    apply: (event) => void (state = apply(state, event, 0)),
  })
  socket.start()
})

function greet(wire: FakeWire) {
  wire.onopen?.()
  wire.hear({ ...welcome([]), ref: wire.last('hello')?.['ref'] })
}

function message(id: string): Pending {
  return {
    id, conversation: 'c1', text: id, file: null, whisper: false, at: '', state: 'sending', problem: null,
  }
}

const settled = () => new Promise((resolve) => setTimeout(resolve))

describe('the socket', () => {
  it('says hello first and is live after the welcome', () => {
    greet(wires[0]!)
    expect(wires[0]?.sent[0]).toMatchObject({ do: 'hello', lang: 'en' })
    expect(links).toEqual(['connecting', 'live'])
    expect(resumed).toBe(1)
  })

  it('sends what was not acknowledged again, with the same ids and in the same order', async () => {
    greet(wires[0]!)
    outbox.say(message('m1'))
    outbox.say(message('m2'))
    wires[0]!.hear({ on: 'said', ref: wires[0]!.sent[1]?.['ref'], id: 'm1', seq: 1, at: '' })
    wires[0]!.onclose?.({ code: 1006 })
    await settled()
    outbox.say(message('m3'))
    await settled()
    timers.pass(1000)
    greet(wires[1]!)
    const again = wires[1]!.sent.filter((frame) => frame['do'] === 'say').map((frame) => frame['id'])
    expect(again).toEqual(['m2', 'm3'])
  })

  it('does not wait for a socket that has not noticed that the network is gone', () => {
    greet(wires[0]!)
    socket.cut()
    expect(links.at(-1)).toBe('broken')
    socket.hurry()
    greet(wires[1]!)
    expect(links.at(-1)).toBe('live')
  })

  it('marks a refused message failed and leaves it to the person to try again', async () => {
    greet(wires[0]!)
    outbox.say(message('m1'))
    wires[0]!.hear({ on: 'error', ref: wires[0]!.last('say')?.['ref'], problem: { code: 'too_long', title: '太长' } })
    await settled()
    expect(state.pending[0]?.state).toBe('failed')
    outbox.retry('m1')
    expect(wires[0]!.last('say')?.['id']).toBe('m1')
  })

  it('takes silence for a broken link', () => {
    greet(wires[0]!)
    void socket.ask({ do: 'open', conversation: 'c1' })
    timers.pass(ANSWER_MS)
    expect(links.at(-1)).toBe('broken')
  })

  it('ignores frames of a wire that it gave up', () => {
    greet(wires[0]!)
    wires[0]!.onclose?.({ code: 1006 })
    wires[0]!.hear({ on: 'desk', open: false, opens_at: null, waiting: 7 })
    expect(state.desk?.waiting).toBe(0)
  })

  it('stops for good when the session ended', () => {
    greet(wires[0]!)
    wires[0]!.onclose?.({ code: 4401 })
    timers.pass(LONGEST_MS * 2)
    expect(wires.length).toBe(1)
    expect(links.at(-1)).toBe('signed_out')
  })

  it('reconnects at once when the person or the network says so', () => {
    wires[0]!.onclose?.({ code: 1006 })
    socket.hurry()
    expect(wires.length).toBe(2)
  })
})

describe('the wait before trying again', () => {
  it('doubles from half a second to fifteen, jittered', () => {
    const waits = [0, 1, 2, 3, 4, 5, 9].map((tries) => ending(1006, tries, null, 0.999))
    expect(waits.map((end) => (end.again ? Math.round(end.after) : -1))).toEqual([500, 1000, 1999, 3998, 7996, 14993, 14993])
    expect(ending(1012, 0, null, 0)).toEqual({ again: true, after: 250 })
  })

  it('is nothing after 4408, and what the server says after 4429', () => {
    expect(ending(4408, 0, null, 0.5)).toEqual({ again: true, after: 0 })
    expect(ending(4429, 0, 7, 0.5)).toEqual({ again: true, after: 7000 })
    expect(ending(4403, 0, null, 0.5)).toEqual({ again: false, reason: 'refused' })
  })
})
