/** Asks again for entries that are missing: a hole that does not fill within a second is a loss, not a delay. */
import { holed, whole } from './entries'
import type { DeskState } from './model'
import type { Id } from './protocol'
import type { Timers } from './socket'

export const PATIENCE_MS = 1000
const LONGEST_MS = 30_000

export interface HoleOptions {
  state: () => DeskState
  /** `open` again from this seq on */
  open: (conversation: Id, since: number) => void
  timers: Timers
}

export class Holes {
  private readonly watched = new Map<Id, { timer: number; patience: number }>()

  constructor(private readonly options: HoleOptions) {}

  /** Call after every change of the state. */
  look(): void {
    for (const id of Object.keys(this.options.state().threads)) {
      if (this.missing(id) && !this.watched.has(id)) this.watch(id, PATIENCE_MS)
    }
  }

  private missing(id: Id): boolean {
    const thread = this.options.state().threads[id]
    return thread !== undefined && holed(thread.entries, thread.info.row.last_seq)
  }

  private watch(id: Id, patience: number): void {
    const timer = this.options.timers.set(() => this.mend(id, patience), patience)
    this.watched.set(id, { timer, patience })
  }

  private mend(id: Id, patience: number): void {
    this.watched.delete(id)
    const thread = this.options.state().threads[id]
    if (!thread || !this.missing(id)) return
    this.options.open(id, whole(thread.entries))
    this.watch(id, Math.min(LONGEST_MS, patience * 2))
  }
}
