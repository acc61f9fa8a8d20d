/** What waits in the green channel for a clinician, the most urgent first, kept fresh. */
import { computed, watch, type ComputedRef } from 'vue'
import type { Loaded } from '@/kit/load'
import { book } from './server'
import { URGENCIES, type Appointment } from './types'
import { usePolled } from './usePolled'

const rank = (row: Appointment): number => (row.urgency ? URGENCIES.indexOf(row.urgency) : URGENCIES.length)

export function useGreenAsked(hospital: () => number | null): { loaded: Loaded<Appointment[]>; rows: ComputedRef<Appointment[] | undefined> } {
  const loaded = usePolled(() => book.list({ hospital: hospital(), status: 'requested' }))
  watch(hospital, loaded.reload)
  const rows = computed(() =>
    loaded.data.value?.filter((row) => row.green && !row.green_confirmed).toSorted((a, b) => rank(a) - rank(b) || a.starts_at.localeCompare(b.starts_at)),
  )
  return { loaded, rows }
}
