/** What conversations are marked by, fetched once; and the hospital that a page is about. */
import { computed, type ComputedRef } from 'vue'
import { api } from '@/kit/api'
import { pick } from '@/kit/lang'
import { useSession, type Right } from '@/kit/session'
import type { Schemas } from '@/kit/schema'

let asked: Promise<Schemas['CardRules']> | undefined
export const cardRules = (): Promise<Schemas['CardRules']> => {
  asked ??= api.get('/v1/quality/rules').catch((error: unknown) => {
    asked = undefined
    throw error
  })
  return asked
}
export const itemName = (rules: readonly Schemas['ItemRule'][] | undefined, code: string): string => {
  const found = rules?.find((each) => each.code === code)
  return found ? pick(found.zh, found.en) : code
}

export function useHospitalOf(right: Right): ComputedRef<number> {
  const session = useSession()
  return computed(() =>
    session.hospital && session.may(right, session.hospital)
      ? session.hospital
      : (session.hospitals.find((each) => session.may(right, each.id))?.id ?? session.homeHospital),
  )
}
