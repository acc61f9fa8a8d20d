/** What is typed and not sent, per conversation: kept in this tab only, gone with it. */
import type { Id } from './protocol'

export interface Draft {
  text: string
  whisper: boolean
}

export const EMPTY: Draft = { text: '', whisper: false }
const PREFIX = 'bedside.draft.'

export class Drafts {
  constructor(private readonly storage: Pick<Storage, 'getItem' | 'setItem' | 'removeItem'>) {}

  of(conversation: Id): Draft {
    try {
      const held: unknown = JSON.parse(this.storage.getItem(PREFIX + conversation) ?? 'null')
      if (held && typeof held === 'object' && 'text' in held && typeof held.text === 'string') {
        return { text: held.text, whisper: 'whisper' in held && held.whisper === true }
      }
    } catch {
      this.storage.removeItem(PREFIX + conversation)
    }
    return EMPTY
  }

  keep(conversation: Id, draft: Draft): void {
    if (draft.text === '' && !draft.whisper) this.storage.removeItem(PREFIX + conversation)
    else this.storage.setItem(PREFIX + conversation, JSON.stringify(draft))
  }
}
