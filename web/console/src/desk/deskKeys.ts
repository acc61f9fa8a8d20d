/** The desk's keys; '?' lists them. Nothing happens behind an open dialog. */
import type { Ref } from 'vue'
import { useKeys, type Shortcut } from '@/kit/keys'
import type { Dialog } from './dialogs/kinds'
import { deskText as t, type DeskKey } from './texts'

export interface DeskVerbs {
  root: Readonly<Ref<HTMLElement | null>>
  ask: (kind: Dialog) => void
  take: () => void
  takeOver: () => void
  call: () => void
  emergency: () => void
  reply: () => void
  whisper: () => void
  canned: () => void
  knowledge: () => void
  hints: () => void
  confirm: () => void
  correct: () => void
  person: () => void
  search: () => void
  back: () => void
}

export function useDeskKeys(verbs: DeskVerbs): void {
  const rows = (): HTMLElement[] => [...(verbs.root.value?.querySelectorAll<HTMLElement>('[data-row]') ?? [])]
  function move(step: number): void {
    const list = rows()
    const at = list.findIndex((row) => row === document.activeElement)
    const from = at >= 0 ? at : list.findIndex((row) => row.getAttribute('aria-current') === 'true')
    const next = list[Math.max(0, Math.min(list.length - 1, from + step))]
    next?.focus()
    next?.scrollIntoView({ block: 'nearest' })
  }
  function first(part: string): void {
    const head = verbs.root.value?.querySelector(`[data-part="${part}"]`)
    const row = head?.querySelector<HTMLElement>('[data-row]') ?? head?.querySelector<HTMLElement>('button')
    row?.focus()
    row?.scrollIntoView({ block: 'nearest' })
  }
  const key = (keys: string, name: DeskKey, run: () => void, whileTyping = ''): Shortcut => ({
    keys,
    whileTyping,
    label: () => t(name),
    run: () => {
      if (!dialogOpen()) run()
    },
  })
  useKeys([
    key('j', 'keyDown', () => move(1)),
    key('k', 'keyUp', () => move(-1)),
    key('a', 'take', verbs.take),
    key('o', 'takeOver', verbs.takeOver),
    key('q', 'requeue', () => verbs.ask('requeue')),
    key('e', 'keyEmergency', verbs.emergency),
    key('r', 'keyReply', verbs.reply),
    key('w', 'whisper', verbs.whisper),
    key('/', 'canned', verbs.canned),
    key('mod+k', 'knowledge', verbs.knowledge),
    key('h', 'keyHints', verbs.hints),
    key('y', 'keyConfirm', verbs.confirm, 'alt+y'),
    key('x', 'keyCorrect', verbs.correct, 'alt+x'),
    key('t', 'transfer', () => verbs.ask('transfer')),
    key('i', 'invite', () => verbs.ask('invite')),
    key('f', 'followUp', () => verbs.ask('follow')),
    key('c', 'close', () => verbs.ask('close')),
    key('b', 'book', () => verbs.ask('book')),
    key('l', 'logCall', verbs.call),
    key('p', 'person', verbs.person),
    key('s', 'searchPast', verbs.search),
    key('u', 'backToList', verbs.back),
    key('g l', 'goQueue', () => first('queue')),
    key('g m', 'goMine', () => first('mine')),
    key('g o', 'goOthers', () => first('others')),
  ])
}

function dialogOpen(): boolean {
  return [...document.querySelectorAll('[aria-modal="true"]')].some((each) => each.checkVisibility())
}
