/** The areas of the console, as the rail and the bottom bar list them: each shows those that their rights open. */
import { Calendar, ChatDotRound, ChatLineSquare, DataLine, FirstAidKit, Service, Medal, Setting, User, View } from '@element-plus/icons-vue'
import { computed, type Component, type ComputedRef } from 'vue'
import { useSession, type Right } from '@/kit/session'

export interface Area {
  name: 'desk' | 'visitors' | 'frontDesk' | 'doctorDay' | 'persons' | 'day' | 'questions' | 'quality' | 'boards' | 'settings'
  to: string
  icon: Component
  /** Second key after 'g'. */
  key: string
  /** One of these rights opens it; none: everybody's. */
  rights: Right[]
  /** And this one, if it is named. */
  besides?: Right
}

export const areas: Area[] = [
  { name: 'desk', to: '/desk', icon: ChatDotRound, key: 'd', rights: ['converse'] },
  { name: 'visitors', to: '/visitors', icon: View, key: 'v', rights: ['see_visitors'] },
  { name: 'frontDesk', to: '/front-desk', icon: Service, key: 'f', rights: ['receive', 'book'] },
  { name: 'doctorDay', to: '/doctor-day', icon: FirstAidKit, key: 'p', rights: ['confirm_green'] },
  { name: 'persons', to: '/persons', icon: User, key: 'r', rights: ['see_persons'] },
  { name: 'day', to: '/day', icon: Calendar, key: 't', rights: ['converse'] },
  { name: 'questions', to: '/questions', icon: ChatLineSquare, key: 'w', rights: ['manage_knowledge'], besides: 'converse' },
  { name: 'quality', to: '/quality', icon: Medal, key: 'q', rights: ['converse'] },
  { name: 'boards', to: '/boards', icon: DataLine, key: 'b', rights: ['see_totals'] },
  { name: 'settings', to: '/settings', icon: Setting, key: 's', rights: [] },
]

/** How many fit side by side at the foot of a phone; the rest open from a menu. */
export const ON_A_PHONE = 5

const opens = (area: Area, can: (right: Right) => boolean): boolean => (!area.rights.length || area.rights.some(can)) && (!area.besides || can(area.besides))

export function useAreas(): ComputedRef<Area[]> {
  const session = useSession()
  return computed(() => areas.filter((area) => opens(area, session.can)))
}

/** Where one begins: a doctor with the day, a director with the figures, others with the first area that is theirs. */
export function homeOf(can: (right: Right) => boolean): string {
  if (can('confirm_green')) return '/doctor-day'
  return areas.find((area) => area.rights.length && opens(area, can))?.to ?? '/settings'
}
