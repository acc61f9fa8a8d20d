/** What a key means in the composer. A key that an input method is still composing with is never ours. */

export interface KeyPress {
  key: string
  shiftKey: boolean
  ctrlKey: boolean
  metaKey: boolean
  altKey: boolean
  isComposing: boolean
  keyCode: number
}

/** Safari ends a composition before its keydown and marks that key with 229 only. */
export function composing(press: KeyPress): boolean {
  return press.isComposing || press.keyCode === 229
}

export type ComposerKey = 'send' | 'newline' | 'canned' | 'knowledge' | 'prices' | 'leave' | 'edit'

export function composerKey(press: KeyPress, text: string): ComposerKey {
  if (composing(press)) return 'edit'
  if (press.key === 'Enter') return press.shiftKey || press.altKey ? 'newline' : 'send'
  if (press.key === 'Escape') return 'leave'
  const plain = !press.ctrlKey && !press.metaKey && !press.altKey
  if (press.key === '/' && plain && text === '') return 'canned'
  if (['$', '¥', '￥'].includes(press.key) && plain && text === '') return 'prices'
  if (press.key.toLowerCase() === 'k' && (press.ctrlKey || press.metaKey)) return 'knowledge'
  return 'edit'
}

/** Characters that a message may have; the server counts code points after normalising. */
export const LONGEST = 4000

export function length(text: string): number {
  return [...text].length
}
