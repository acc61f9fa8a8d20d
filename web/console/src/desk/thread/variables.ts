/** What a canned reply may name: filled in from the conversation, in the visitor's language. */
import { computed, type ComputedRef } from 'vue'
import { useSession } from '@/kit/session'
import { useCampaigns } from '../campaigns'
import { useNames } from '../names'
import { usePlaces } from '../places'
import type { Variable } from '../state/canned'
import type { ThreadInfo } from '../state/protocol'

export function useVariables(info: ThreadInfo): ComputedRef<Record<string, string>> {
  const session = useSession()
  const names = useNames()
  const campaigns = useCampaigns()
  const places = usePlaces()
  return computed(() => {
    const { row } = info
    const hospital = session.hospitals.find((each) => each.id === row.hospital)
    const place = (row.lang === 'en' ? hospital?.name_en : hospital?.name_zh) ?? ''
    const known: Partial<Record<Variable, string>> = {
      visitor_name: row.visitor.name,
      consultant_name: session.me?.[`name_${row.lang === 'en' ? 'en' : 'zh'}`] || session.myName,
      hospital: place,
      campus: place,
      department: names.department(row.department, row.lang),
      ...places.told(row.hospital, row.department, row.lang),
      campaign: campaigns.nameOf(row.campaign, row.lang),
    }
    // A nameless visitor is greeted without a name; anything else that is unknown is left for the consultant to fill in.
    return Object.fromEntries(Object.entries(known).filter(([name, value]) => value || name === 'visitor_name'))
  })
}
