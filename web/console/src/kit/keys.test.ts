import { afterEach, describe, expect, it, vi } from 'vitest'
import { effectScope, type EffectScope } from 'vue'
import { onKey, shortcuts, useKeys, type Shortcut } from './keys'

let scope: EffectScope = effectScope()
function declare(keys: string, more: Partial<Shortcut> = {}): ReturnType<typeof vi.fn> {
  const run = vi.fn()
  scope.run(() => useKeys([{ keys, label: () => keys, run, ...more }]))
  return run
}
function press(key: string, more: KeyboardEventInit = {}, target: HTMLElement = document.createElement('div')): void {
  document.body.append(target)
  target.addEventListener('keydown', onKey, { once: true })
  target.dispatchEvent(new KeyboardEvent('keydown', { key, ...more }))
}
afterEach(() => {
  press('Escape')
  scope.stop()
  scope = effectScope()
})

describe('shortcuts', () => {
  it('runs a sequence typed in time', () => {
    const run = declare('g d')
    press('g')
    press('d')
    expect(run).toHaveBeenCalledOnce()
  })
  it('lets a begun sequence win over what its letters do alone, and a mistyped end do nothing', () => {
    const go = declare('g t')
    const alone = declare('t')
    const close = declare('c')
    press('g')
    press('Shift')
    press('t')
    press('g')
    press('c')
    expect([go, alone, close].map((run) => run.mock.calls.length)).toEqual([1, 0, 0])
    press('t')
    press('c')
    expect([go, alone, close].map((run) => run.mock.calls.length)).toEqual([1, 1, 1])
  })
  it('reaches while typing what has keys of its own there, also where the keyboard types a sign', () => {
    const confirm = declare('y', { whileTyping: 'alt+y' })
    const field = document.createElement('textarea')
    press('y', {}, field)
    expect(confirm).not.toHaveBeenCalled()
    press('¥', { altKey: true, code: 'KeyY' }, field)
    press('y')
    expect(confirm).toHaveBeenCalledTimes(2)
  })
  it('leaves letters to a field, and keeps what works there', () => {
    const field = document.createElement('input')
    const plain = declare('j')
    press('j', {}, field)
    expect(plain).not.toHaveBeenCalled()
    const chord = declare('mod+k', { inFields: true })
    press('k', { ctrlKey: true }, field)
    expect(chord).toHaveBeenCalledOnce()
  })
  it('never takes keys from an input method', () => {
    const run = declare('j')
    press('j', { isComposing: true })
    expect(run).not.toHaveBeenCalled()
  })
  it('forgets shortcuts of a page that is gone', () => {
    declare('x')
    scope.stop()
    expect([...shortcuts].map((each) => each.keys)).not.toContain('x')
  })
})
