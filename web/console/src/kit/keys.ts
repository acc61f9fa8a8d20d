/** Keyboard shortcuts: declared where they work, listed by '?' while they do. */
import { onScopeDispose, shallowReactive } from 'vue'

export interface Shortcut {
  /** 'j', '?', 'mod+k', 'alt+1', or a sequence such as 'g d'. */
  keys: string
  /** What it does, in the reader's language. */
  label: () => string
  run: (event: KeyboardEvent) => void
  /** Works while typing too (only sensible with mod, alt or Escape). */
  inFields?: boolean
}

/** All shortcuts that work now. */
export const shortcuts = shallowReactive(new Set<Shortcut>())

export function useKeys(list: Shortcut[]): void {
  for (const each of list) shortcuts.add(each)
  onScopeDispose(() => list.forEach((each) => shortcuts.delete(each)))
}

const SEQUENCE_MS = 900
let before = ''
let beforeAt = 0

function typed(event: KeyboardEvent): string {
  const parts: string[] = []
  if (event.ctrlKey || event.metaKey) parts.push('mod')
  if (event.altKey) parts.push('alt')
  const digit = /^Digit(\d)$/.exec(event.code)?.[1]
  // On a Mac, alt+1 types ¡: the physical digit is what was meant.
  parts.push(event.altKey && digit ? digit : event.key.length === 1 ? event.key.toLowerCase() : event.key)
  return parts.join('+')
}

function isField(target: EventTarget | null): boolean {
  return (
    target instanceof HTMLElement &&
    (target.isContentEditable || ['INPUT', 'TEXTAREA', 'SELECT'].includes(target.tagName))
  )
}

export function onKey(event: KeyboardEvent): void {
  // While an input method composes Chinese, keys belong to it.
  if (event.isComposing || event.defaultPrevented) return
  const now = typed(event)
  const field = isField(event.target)
  const sequence = event.timeStamp - beforeAt < SEQUENCE_MS ? `${before} ${now}` : ''
  before = now
  beforeAt = event.timeStamp
  // The newest declaration wins: a dialog over a page, a page over the shell.
  for (const each of [...shortcuts].reverse()) {
    if (field && !each.inFields) continue
    if (each.keys !== now && each.keys !== sequence) continue
    event.preventDefault()
    before = ''
    each.run(event)
    return
  }
}
