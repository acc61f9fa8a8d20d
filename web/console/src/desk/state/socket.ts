/**
 * The desk's socket: says hello, resumes by itself, and asks again for what was not answered. It knows frames and
 * time, nothing of Vue; everything that it hears goes to `heard` in one piece per frame.
 */
import { ending } from './backoff'
import type { Problem, ServerEvent } from './protocol'

export interface Wire {
  send(data: string): void
  close(code?: number): void
  onopen: (() => void) | null
  onmessage: ((event: { data: string }) => void) | null
  onclose: ((event: { code: number }) => void) | null
}

export interface Timers {
  set(run: () => void, after: number): number
  clear(timer: number): void
}

export type Link = 'connecting' | 'live' | 'broken' | 'signed_out' | 'refused'

export interface Options {
  dial: () => Wire
  /** What this screen is in: reasons and problems are said in it. */
  lang: () => 'zh' | 'en'
  heard: (events: ServerEvent[]) => void
  /** A connection opens: what is known only from earlier ones must be confirmed by the coming welcome. */
  opening: () => void
  /** After each welcome: open what was open, send again what was not acknowledged. */
  resume: () => void
  link: (link: Link, retryIn: number | null) => void
  timers: Timers
  random: () => number
}

export type Answer = { ok: true; event: ServerEvent } | { ok: false; problem: Problem | null }

interface Waiting {
  answer: (answer: Answer) => void
  timer: number
}

/** No answer for so long means a dead network, whatever the browser believes. */
export const ANSWER_MS = 10_000

export class DeskSocket {
  private wire: Wire | null = null
  private live = false
  private stopped = true
  private tries = 0
  private ref = 0
  private retryAfter: number | null = null
  private timer: number | null = null
  private readonly asked = new Map<number, Waiting>()

  constructor(private readonly options: Options) {}

  start(): void {
    if (!this.stopped) return
    this.stopped = false
    this.connect()
  }

  stop(): void {
    this.stopped = true
    if (this.timer !== null) this.options.timers.clear(this.timer)
    this.timer = null
    const wire = this.wire
    this.drop()
    wire?.close(1000)
  }

  /** The network is back, or the person presses "now": do not wait for the timer. */
  hurry(): void {
    if (this.stopped || this.wire) return
    if (this.timer !== null) this.options.timers.clear(this.timer)
    this.connect()
  }

  /** Comes again at once, as what the server was told of this screen has changed. */
  renew(): void {
    if (!this.wire) return
    this.cut()
    this.hurry()
  }

  /** The browser knows that its network is gone: a socket that has not noticed yet is not waited for. */
  cut(): void {
    if (this.wire) this.broken(this.wire, 1006)
  }

  /** Sends one frame that expects an answer. `problem: null` means that nothing is known: the link broke first. */
  ask(frame: Record<string, unknown>): Promise<Answer> {
    const wire = this.wire
    if (!wire || (!this.live && frame['do'] !== 'hello')) return Promise.resolve({ ok: false, problem: null })
    const ref = ++this.ref
    return new Promise((answer) => {
      const timer = this.options.timers.set(() => this.broken(wire, 1006), ANSWER_MS)
      this.asked.set(ref, { answer, timer })
      wire.send(JSON.stringify({ ...frame, ref }))
    })
  }

  /** Sends a frame that nobody answers (typing, leave); lost when the link is down, and that does no harm. */
  tell(frame: Record<string, unknown>): void {
    if (this.live) this.wire?.send(JSON.stringify(frame))
  }

  private connect(): void {
    this.timer = null
    this.options.link('connecting', null)
    const wire = this.options.dial()
    this.wire = wire
    wire.onopen = () => {
      this.options.opening()
      void this.ask({ do: 'hello', lang: this.options.lang() })
    }
    wire.onmessage = (event) => this.receive(wire, event.data)
    wire.onclose = (event) => this.broken(wire, event.code)
  }

  private receive(wire: Wire, data: string): void {
    if (wire !== this.wire) return
    const events = JSON.parse(data) as ServerEvent[]
    const welcome = events.some((event) => event.on === 'welcome')
    const bye = events.find((event) => event.on === 'bye')
    if (bye) this.retryAfter = bye.retry_after ?? null
    this.options.heard(events)
    if (welcome) {
      this.live = true
      this.tries = 0
      this.retryAfter = null
      this.options.link('live', null)
    }
    for (const event of events) this.settle(event)
    if (welcome) this.options.resume()
  }

  private settle(event: ServerEvent): void {
    const ref = 'ref' in event ? event.ref : undefined
    const waiting = ref === undefined ? undefined : this.asked.get(ref)
    if (ref === undefined || !waiting) return
    this.asked.delete(ref)
    this.options.timers.clear(waiting.timer)
    waiting.answer(event.on === 'error' ? { ok: false, problem: event.problem } : { ok: true, event })
  }

  private broken(wire: Wire, code: number): void {
    if (wire !== this.wire) return
    this.drop()
    wire.close()
    if (this.stopped) return
    const end = ending(code, this.tries, this.retryAfter, this.options.random())
    this.tries += 1
    if (!end.again) {
      this.stopped = true
      this.options.link(end.reason, null)
      return
    }
    this.options.link('broken', end.after)
    this.timer = this.options.timers.set(() => this.connect(), end.after)
  }

  private drop(): void {
    this.wire = null
    this.live = false
    const asked = [...this.asked.values()]
    this.asked.clear()
    for (const waiting of asked) {
      this.options.timers.clear(waiting.timer)
      waiting.answer({ ok: false, problem: null })
    }
  }
}
