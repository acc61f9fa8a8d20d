import { afterEach, describe, expect, it, vi } from 'vitest'
import { effectScope, type EffectScope } from 'vue'
import { onKey, shortcuts, useKeys } from './keys'

let scope: EffectScope
function declare(keys: string, inFields = false): ReturnType<typeof vi.fn> {
  const run = vi.fn()
  scope = effectScope()
  scope.run(() => useKeys([{ keys, label: () => keys, run, inFields }]))
  return run
}
function press(key: string, more: KeyboardEventInit = {}, target: HTMLElement = document.createElement('div')): void {
  document.body.append(target)
  target.addEventListener('keydown', onKey, { once: true })
  target.dispatchEvent(new KeyboardEvent('keydown', { key, ...more }))
}
afterEach(() => scope.stop())

describe('shortcuts', () => {
  it('runs a sequence typed in time', () => {
    const run = declare('g d')
    press('g')
    press('d')
    expect(run).toHaveBeenCalledOnce()
  })
  it('leaves letters to a field, and keeps what works there', () => {
    const field = document.createElement('input')
    const plain = declare('j')
    press('j', {}, field)
    expect(plain).not.toHaveBeenCalled()
    scope.stop()
    const chord = declare('mod+k', true)
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
