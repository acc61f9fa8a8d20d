// Test files share one environment, which takes ten times as long to make as their tests to run. So each test begins anew.
import { afterEach, beforeEach, vi } from 'vitest'
import { i18n } from './lang'

beforeEach(() => {
  localStorage.clear()
  document.body.innerHTML = ''
  i18n.global.locale.value = 'en'
})

afterEach(() => {
  vi.useRealTimers()
  vi.unstubAllGlobals()
  vi.restoreAllMocks()
})
