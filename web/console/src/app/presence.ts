/** Whether this consultant takes conversations now. */
import { defineStore } from 'pinia'
import { ref } from 'vue'
import { api } from '@/kit/api'

export const PRESENCES = ['online', 'away', 'break'] as const
export type Presence = (typeof PRESENCES)[number]

export const usePresence = defineStore('presence', () => {
  /** Null until known, and for staff who take no conversations. The desk keeps it up to date while it is open. */
  const status = ref<Presence | 'offline' | null>(null)
  async function refresh(me: string): Promise<void> {
    const { staff } = await api.get<{ staff: { staff: string; status: Presence | 'offline' }[] }>('/v1/desk')
    status.value = staff.find((each) => each.staff === me)?.status ?? 'offline'
  }
  async function set(next: Presence): Promise<void> {
    await api.put('/v1/presence', { status: next })
    status.value = next
  }
  return { status, refresh, set }
})
