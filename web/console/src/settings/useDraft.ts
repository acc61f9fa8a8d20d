/** A copy of what the server holds, edited freely until saved or discarded. */
import { computed, ref, watch, type ComputedRef, type Ref } from 'vue'
import { copyOf } from './crud'

export interface Draft<T> {
  draft: Ref<T>
  dirty: ComputedRef<boolean>
  discard: () => void
}

export function useDraft<T>(saved: () => T | undefined, empty: T): Draft<T> {
  const draft = ref(copyOf(empty)) as Ref<T>
  const held = ref('')
  function discard(): void {
    draft.value = copyOf(saved() ?? empty)
    held.value = JSON.stringify(draft.value)
  }
  watch(saved, discard, { immediate: true })
  return { draft, dirty: computed(() => JSON.stringify(draft.value) !== held.value), discard }
}
