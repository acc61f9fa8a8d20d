/** Who is signed in, what they may do, and which of their hospitals they look at. */
import { defineStore } from 'pinia'
import { computed, ref } from 'vue'
import { api, Problem } from './api'
import { nameOf } from './lang'
import type { Schemas } from './schema'

/** `permissions`: rights held at one or more of the hospitals; `rights`: by hospital id. */
export type Me = Schemas['Me']
export type HospitalName = Schemas['HospitalName']
export type Right = Schemas['Right']
export type Role = Schemas['Role']

const KEY = 'bedside.hospital'

export const useSession = defineStore('session', () => {
  const me = ref<Me | null>(null)
  const chosen = ref(Number(localStorage.getItem(KEY)) || null)

  const myName = computed(() => nameOf(me.value))
  const hospitals = computed(() => me.value?.hospitals ?? [])
  /** The hospital looked at; null is all that are granted. */
  const hospital = computed(() => hospitals.value.find((each) => each.id === chosen.value)?.id ?? null)
  /** The hospital that a new thing belongs to: the one looked at, else the first granted. */
  const homeHospital = computed(() => hospital.value ?? hospitals.value[0]?.id ?? 0)

  function choose(id: number | null): void {
    chosen.value = id
    if (id) localStorage.setItem(KEY, String(id))
    else localStorage.removeItem(KEY)
  }
  /** Whether they have a right at the hospital looked at, or anywhere when that is all of them. */
  const can = (right: Right): boolean =>
    hospital.value ? may(right, hospital.value) : (me.value?.permissions.includes(right) ?? false)
  const may = (right: Right, at: number): boolean => me.value?.rights[at]?.includes(right) ?? false
  const hasRole = (...roles: Role[]): boolean => me.value?.roles.some((grant) => roles.includes(grant.role)) ?? false

  /** Ask the server who this is; null when nobody is signed in. */
  async function refresh(): Promise<Me | null> {
    try {
      me.value = await api.get('/v1/session')
    } catch (error) {
      if (!(error instanceof Problem) || (error.status !== 401 && error.status !== 403)) throw error
      me.value = null
    }
    return me.value
  }
  async function signOut(): Promise<void> {
    await api.delete('/v1/session')
    me.value = null
  }
  return { me, myName, hospitals, hospital, homeHospital, choose, can, may, hasRole, refresh, signOut }
})
