/** Asking what the hospital knows, and counting what went into an answer. */
import { ref, shallowRef, watch, type Ref, type ShallowRef } from 'vue'
import { api } from '@/kit/api'
import type { Schemas } from '@/kit/schema'
import type { Pending } from '../state/model'
import type { Entry } from '../state/protocol'

export type Hit = Schemas['Hit']
export type Lang = 'zh' | 'en'
export interface Taken {
  /** Null for what is no entry: a price, a canned reply of one's own. */
  entry: string | null
  text: string
}

const PAUSE_MS = 90

/** The newest words' hits; what is typed meanwhile makes older answers void. `question`: the visitor's own words. */
export function useHits(asked: () => { hospital: number; text: string; lang: Lang; question: boolean }): {
  hits: ShallowRef<Hit[]>
  error: Ref<unknown>
  busy: Ref<boolean>
  again: () => Promise<void>
} {
  const hits = shallowRef<Hit[]>([])
  const error = ref<unknown>(null)
  const busy = ref(false)
  let newest = 0
  let timer = 0
  async function again(): Promise<void> {
    const mine = ++newest
    const { hospital, text, lang, question } = asked()
    if (!text.trim()) {
      hits.value = []
      busy.value = false
      return
    }
    try {
      const found = await api.post('/v1/knowledge-search', { hospital_id: hospital, text: text.slice(0, 4000), lang, question })
      if (mine !== newest) return
      hits.value = found.items
      error.value = null
    } catch (cause) {
      if (mine === newest) error.value = cause
    }
    if (mine === newest) busy.value = false
  }
  watch(
    () => JSON.stringify(asked()),
    (_, before) => {
      busy.value = true
      clearTimeout(timer)
      timer = window.setTimeout(again, before === undefined ? 0 : PAUSE_MS)
    },
    { immediate: true },
  )
  return { hits, error, busy, again }
}

/** What the visitor said last, all in a row: that is what wants an answer. */
export function lastQuestion(entries: readonly Entry[]): string {
  const words: string[] = []
  for (const entry of entries.toReversed()) {
    if (entry.kind !== 'text' || entry.audience !== 'all') continue
    if (entry.by.kind === 'visitor') words.unshift(entry.text ?? '')
    else if (words.length || entry.by.kind === 'staff') break
    if (words.length === 4) break
  }
  return words.join('\n')
}

const pairs = (text: string): Set<string> => {
  const letters = [...text.replace(/\s+/g, '')]
  return new Set(letters.slice(1).map((letter, at) => letters[at]! + letter))
}
/** Whether a draft is still what was prepared, with hardly a word of one's own. */
export function isPrepared(taken: string, draft: string): boolean {
  const [from, now] = [pairs(taken), pairs(draft)]
  return now.size > 0 && [...now].filter((pair) => from.has(pair)).length / now.size >= 0.8
}

/** Whether what was sent still says what was taken: a third of it, at least. */
export function saysStill(taken: string, sent: string): boolean {
  const [from, to] = [pairs(taken), pairs(sent)]
  return from.size > 0 && [...from].filter((pair) => to.has(pair)).length / Math.min(from.size, to.size || 1) >= 0.34
}

/** What is to be counted of a message: nothing where it no longer says what was taken. */
export function useOf(taken: Taken | null, sent: string, hospital: number): Pending['use'] {
  if (!taken?.entry || !saysStill(taken.text, sent)) return undefined
  return { hospital, entry: taken.entry, adapted: taken.text.trim() !== sent.trim() }
}

/** Count it; a count that fails is no reason to disturb a conversation. */
export function countUse({ id, conversation, use }: Pending): void {
  if (!use) return
  const { hospital, entry, adapted } = use
  void api.post('/v1/knowledge-uses', { hospital_id: hospital, id, entry, conversation, adapted }).catch(() => undefined)
}
