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
  /** The same while typing, with other keys: 'alt+y' where 'y' is a letter of the text. */
  whileTyping?: string
}

/** All shortcuts that work now. */
export const shortcuts = shallowReactive(new Set<Shortcut>())

export function useKeys(list: Shortcut[]): void {
  for (const each of list) shortcuts.add(each)
  onScopeDispose(() => list.forEach((each) => shortcuts.delete(each)))
}

const SEQUENCE_MS = 900
const MODIFIERS = new Set(['Shift', 'Control', 'Alt', 'Meta'])
let before = ''
let beforeAt = 0

function typed(event: KeyboardEvent): string {
  const parts: string[] = []
  if (event.ctrlKey || event.metaKey) parts.push('mod')
  if (event.altKey) parts.push('alt')
  const physical = /^(?:Digit|Key)(\w)$/.exec(event.code)?.[1]
  // On a Mac, alt+1 types ¡ and alt+y ¥: the physical key is what was meant.
  const meant = event.altKey && physical ? physical : event.key
  parts.push(meant.length === 1 ? meant.toLowerCase() : meant)
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
  if (event.isComposing || event.defaultPrevented || MODIFIERS.has(event.key)) return
  const now = typed(event)
  const field = isField(event.target)
  // The newest declaration wins: a dialog over a page, a page over the shell.
  const live = [...shortcuts].reverse()
  const first = event.timeStamp - beforeAt < SEQUENCE_MS ? before : ''
  const begun = first !== '' && live.some((each) => each.keys.startsWith(`${first} `))
  const found =
    live.find((each) => begun && each.keys === `${first} ${now}`) ??
    // Whoever began a sequence and mistyped its end did not mean what that letter does alone.
    live.find((each) => (begun && now.length === 1 ? false : each.whileTyping === now || (each.keys === now && (!field || each.inFields))))
  before = found || field ? '' : now
  beforeAt = event.timeStamp
  if (!found) return
  event.preventDefault()
  found.run(event)
}
