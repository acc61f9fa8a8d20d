/** What a canned reply may name: filled in from the conversation, in the visitor's language. */
import { computed, type ComputedRef } from 'vue'
import { useSession } from '@/kit/session'
import { useNames } from '../names'
import type { ThreadInfo } from '../state/protocol'

export function useVariables(info: ThreadInfo): ComputedRef<Record<string, string>> {
  const session = useSession()
  const names = useNames()
  return computed(() => {
    const { row } = info
    const hospital = session.hospitals.find((each) => String(each.id) === String(row.hospital))
    return {
      visitor: row.visitor.name,
      name: row.visitor.name,
      consultant: session.me?.name ?? '',
      me: session.me?.name ?? '',
      hospital: (row.lang === 'en' ? hospital?.name_en : hospital?.name_zh) ?? '',
      department: names.department(row.department, row.lang),
    }
  })
}
