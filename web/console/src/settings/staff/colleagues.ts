/** Names of everyone at a hospital, for choosing and for naming. Loaded once per hospital and page visit. */
import { defineStore } from 'pinia'
import { reactive } from 'vue'
import { all } from '@/kit/api'
import { nameOf } from '@/kit/lang'
import type { Schemas } from '@/kit/schema'

export type Colleague = Schemas['Staff']

export const useColleagues = defineStore('colleagues', () => {
  const byHospital = reactive(new Map<number, Colleague[]>())
  const asked = new Map<number, number>()

  /** Those of one hospital; empty until loaded, then it updates by itself. */
  function at(hospital: number): Colleague[] {
    if (hospital && Date.now() - (asked.get(hospital) ?? 0) > 60_000) {
      asked.set(hospital, Date.now())
      all('/v1/staff', { hospital, left: true }).then(
        (list) => byHospital.set(hospital, list),
        () => asked.delete(hospital),
      )
    }
    return byHospital.get(hospital) ?? []
  }
  const name = (hospital: number, id: string | null | undefined): string =>
    id ? nameOf(at(hospital).find((each) => each.id === id)) : ''
  return { at, name }
})
