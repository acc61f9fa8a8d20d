/** One step of signing in: send, show what went wrong beside the field, wait out a lock, go on. */
import { onScopeDispose, ref, type Ref } from 'vue'
import { Problem } from '@/kit/api'
import { explain } from '@/kit/load'

export interface StepRun {
  busy: Ref<boolean>
  error: Ref<string>
  /** Seconds until the lock opens; 0 when there is none. */
  wait: Ref<number>
  run: (work: () => Promise<void>) => Promise<void>
}

export function useStep(): StepRun {
  const busy = ref(false)
  const error = ref('')
  const wait = ref(0)
  let timer = 0

  function lock(seconds: number): void {
    const ends = Date.now() + seconds * 1000
    clearInterval(timer)
    const tick = (): void => {
      wait.value = Math.max(0, Math.ceil((ends - Date.now()) / 1000))
      if (wait.value) return
      clearInterval(timer)
      error.value = ''
    }
    tick()
    timer = window.setInterval(tick, 500)
  }
  async function run(work: () => Promise<void>): Promise<void> {
    if (busy.value || wait.value) return
    busy.value = true
    error.value = ''
    try {
      await work()
    } catch (cause) {
      error.value = explain(cause)
      if (cause instanceof Problem && cause.retryAfter) lock(cause.retryAfter)
    } finally {
      busy.value = false
    }
  }
  onScopeDispose(() => clearInterval(timer))
  return { busy, error, wait, run }
}
