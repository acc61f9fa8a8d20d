/** What an administrator does to an account beside editing it; each is asked first. */
import { api } from '@/kit/api'
import { agreed } from '@/kit/ask'
import { nameOf } from '@/kit/lang'
import { attempt } from '@/kit/load'
import { staffText as t } from './texts'
import type { Staff } from './types'

export type StaffCommand = 'factor' | 'password' | 'signOut' | 'disable' | 'enable'

export function useStaffActions(
  reload: () => Promise<void>,
  showPassword: (name: string, password: string) => void,
): { run: (what: StaffCommand, of: Staff) => Promise<void> } {
  async function run(what: StaffCommand, of: Staff): Promise<void> {
    const name = nameOf(of)
    const path = `/v1/staff/${of.id}` as const
    if (what === 'enable') await attempt(() => api.put(path, { ...of, disabled: false }), t('enableDone'))
    else if (what === 'disable') {
      if (!(await agreed(t('disableAsk', { name }), { confirm: t('disable'), danger: true }))) return
      await attempt(() => api.put(path, { ...of, disabled: true }), t('disableDone'))
    } else if (what === 'signOut') {
      if (!(await agreed(t('signOutAsk', { name }), { confirm: t('signOut'), danger: true }))) return
      await attempt(() => api.post(`${path}/sign-out`), t('signOutDone'))
    } else if (what === 'factor') {
      if (!(await agreed(t('resetFactorAsk', { name }), { confirm: t('resetFactor'), danger: true }))) return
      await attempt(() => api.post(`${path}/reset-second-factor`), t('resetFactorDone'))
    } else {
      if (!(await agreed(t('resetPasswordAsk', { name }), { confirm: t('resetPassword'), danger: true }))) return
      await attempt(async () => {
        const answer = await api.post(`${path}/reset-password`)
        showPassword(name, answer.password)
      })
    }
    await reload()
  }
  return { run }
}
