/** A list that keeps itself fresh while its page is looked at. */
import { onBeforeUnmount, onMounted } from 'vue'
import { useLoad, type Loaded } from '@/kit/load'

const EVERY_MS = 10_000

export function usePolled<T>(fetchIt: () => Promise<T>): Loaded<T> {
  const loaded = useLoad(fetchIt)
  const turn = (): void => void (document.hidden || loaded.reload())
  let timer = 0
  onMounted(() => {
    timer = window.setInterval(turn, EVERY_MS)
    document.addEventListener('visibilitychange', turn)
  })
  onBeforeUnmount(() => {
    window.clearInterval(timer)
    document.removeEventListener('visibilitychange', turn)
  })
  return loaded
}
