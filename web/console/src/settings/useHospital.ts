/** The one hospital that a settings page is about: the one looked at, else the first granted, until chosen. */
import { ref, watch, type Ref } from 'vue'
import { useSession, type Right } from '@/kit/session'

export function useOneHospital(right: Right): { hospital: Ref<number>; choice: boolean } {
  const session = useSession()
  const first = (): number => session.hospital ?? session.hospitals.find((each) => session.may(right, each.id))?.id ?? session.homeHospital
  const hospital = ref(first())
  watch(() => session.hospital, () => (hospital.value = first()))
  return { hospital, choice: session.hospitals.length > 1 }
}
