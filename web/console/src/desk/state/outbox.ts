/** Messages on their way: sent in order, and again with the same id until the server says that they are stored. */
import type { LocalEvent, Pending } from './model'
import type { Answer } from './socket'

export interface OutboxOptions {
  pending: () => readonly Pending[]
  ask: (frame: Record<string, unknown>) => Promise<Answer>
  apply: (event: LocalEvent) => void
}

export class Outbox {
  private readonly inFlight = new Set<string>()

  constructor(private readonly options: OutboxOptions) {}

  say(message: Pending): void {
    this.options.apply({ on: 'local.say', message })
    void this.send(message)
  }

  retry(id: string): void {
    const message = this.options.pending().find((pending) => pending.id === id)
    if (!message) return
    this.options.apply({ on: 'local.retry', id })
    void this.send(message)
  }

  /** After each welcome: everything that was not acknowledged goes out again, in its old order. */
  resume(): void {
    for (const message of this.options.pending()) if (message.state === 'sending') void this.send(message)
  }

  private async send(message: Pending): Promise<void> {
    if (this.inFlight.has(message.id)) return
    this.inFlight.add(message.id)
    const answer = await this.options.ask({
      do: 'say',
      conversation: message.conversation,
      id: message.id,
      ...(message.file ? { file: message.file.id } : { text: message.text }),
      ...(message.whisper ? { whisper: true } : {}),
      ...(message.canned ? { canned: true } : {}),
      ...(message.draft ? { draft: message.draft } : {}),
    })
    this.inFlight.delete(message.id)
    if (!answer.ok && answer.problem) {
      this.options.apply({ on: 'local.refused', id: message.id, problem: answer.problem })
    }
  }
}
