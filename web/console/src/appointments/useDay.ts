/** The day that is looked at: the hospital's today, past midnight and once its zone is known, too, until another is chosen. */
import { computed, onScopeDispose, ref, type ComputedRef, type WritableComputedRef } from 'vue'
import { wallOf } from '@/kit/zone'

const EVERY_MS = 10_000

export function useDay(zone: () => string): { today: ComputedRef<string>; day: WritableComputedRef<string> } {
  const now = ref(Date.now())
  const timer = window.setInterval(() => (now.value = Date.now()), EVERY_MS)
  onScopeDispose(() => window.clearInterval(timer))
  const today = computed(() => wallOf(now.value, zone()).day)
  const chosen = ref('')
  const day = computed({
    get: () => chosen.value || today.value,
    set: (to) => (chosen.value = to === today.value ? '' : to),
  })
  return { today, day }
}
