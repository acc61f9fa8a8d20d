import { afterEach, describe, expect, it, vi } from 'vitest'
import { createApp, nextTick, type App } from 'vue'
import { i18n } from '@/kit/lang'
import Choices from './Choices.vue'

let app: App | undefined
function open(more: Record<string, unknown> = {}): { choose: ReturnType<typeof vi.fn>; shut: ReturnType<typeof vi.fn>; root: HTMLElement } {
  const [choose, shut, root] = [vi.fn(), vi.fn(), document.createElement('div')]
  document.body.append(root)
  const choices = ['urgency', 'cost', 'trust'].map((label) => ({ label, text: label }))
  app = createApp(Choices, { name: 'worry', choices, onChoose: choose, onShut: shut, ...more }).use(i18n)
  app.mount(root)
  return { choose, shut, root }
}
const press = (key: string): unknown => document.activeElement?.dispatchEvent(new KeyboardEvent('keydown', { key, bubbles: true }))

afterEach(() => document.body.replaceChildren())

describe('the choices of a correction', () => {
  it('are chosen by their number, and writing goes on where it was', async () => {
    const box = document.body.appendChild(document.createElement('textarea'))
    box.focus()
    const { choose, root } = open()
    await nextTick()
    expect(root.contains(document.activeElement)).toBe(true)
    press('9')
    press('0')
    press('2')
    expect(choose.mock.calls).toEqual([['cost']])
    app?.unmount()
    expect(document.activeElement).toBe(box)
  })
  it('have none of them at 0, arrows between them, and Escape to leave', async () => {
    const { choose, shut } = open({ none: true })
    await nextTick()
    press('ArrowLeft')
    expect(document.activeElement?.textContent).toMatch(/^0/)
    press('0')
    press('Escape')
    expect(choose.mock.calls).toEqual([['-']])
    expect(shut).toHaveBeenCalledOnce()
    app?.unmount()
  })
})
