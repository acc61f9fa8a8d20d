/** Reading and doing: what a page waits for, and what a person asked for. */
import { ElMessage } from 'element-plus'
import { onScopeDispose, ref, shallowRef, type Ref, type ShallowRef } from 'vue'
import { Problem } from './api'
import { lang } from './lang'
import { kitText } from './texts'

const sentence = (text: string): string => (/[。！？.!?]$/.test(text) ? text : text + (lang() === 'en' ? '.' : '。'))

/** One line for a person: what went wrong and the way out. */
export function explain(error: unknown): string {
  if (!(error instanceof Problem)) return kitText('failed')
  if (error.code === 'offline') return kitText('offline')
  const title = error.title || kitText('failed')
  const said = [title, title.includes(error.detail) ? '' : error.detail, error.wayOut].filter(Boolean)
  return said.map(sentence).join(lang() === 'en' ? ' ' : '')
}

export function toast(error: unknown): void {
  // The shell answers 401 with the sign-in page; a toast would only repeat it.
  if (error instanceof Problem && error.status === 401) return
  ElMessage({ type: 'error', message: explain(error), showClose: true, duration: 6000, grouping: true })
}

/** Do it; on failure tell the person and return false. `done` is said on success, in words that may depend on the answer. */
export async function attempt<T>(run: () => Promise<T>, done?: string | ((answer: T) => string)): Promise<boolean> {
  let answer: T
  try {
    answer = await run()
  } catch (error) {
    toast(error)
    return false
  }
  if (done) ElMessage({ type: 'success', message: typeof done === 'string' ? done : done(answer), grouping: true })
  return true
}

export interface Loaded<T> {
  data: ShallowRef<T | undefined>
  error: Ref<unknown>
  loading: Ref<boolean>
  reload: () => Promise<void>
}

/** Load at once; `reload` again at will. The newest call wins, older answers are dropped. */
export function useLoad<T>(fetchIt: () => Promise<T>): Loaded<T> {
  const data = shallowRef<T>()
  const error = ref<unknown>()
  const loading = ref(false)
  let newest = 0
  async function reload(): Promise<void> {
    const mine = ++newest
    loading.value = true
    try {
      const got = await fetchIt()
      if (mine !== newest) return
      data.value = got
      error.value = undefined
    } catch (cause) {
      if (mine === newest) error.value = cause
    } finally {
      if (mine === newest) loading.value = false
    }
  }
  onScopeDispose(() => newest++)
  void reload()
  return { data, error, loading, reload }
}
