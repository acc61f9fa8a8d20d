/** Whether this consultant takes conversations now. */
import { defineStore } from 'pinia'
import { ref } from 'vue'
import { api } from '@/kit/api'

export const PRESENCES = ['online', 'away', 'break'] as const
export type Presence = (typeof PRESENCES)[number]

const known = (state: string): Presence | null => PRESENCES.find((each) => each === state) ?? null

export const usePresence = defineStore('presence', () => {
  /** Null until known, and for staff who take no conversations. */
  const state = ref<Presence | null>(null)
  async function refresh(): Promise<void> {
    state.value = known((await api.get<{ state: string }>('/v1/presence')).state)
  }
  async function set(next: string): Promise<void> {
    await api.put('/v1/presence', { state: next })
    state.value = known(next)
  }
  return { state, refresh, set }
})
