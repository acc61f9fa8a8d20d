/** Small questions before something is done. */
import { ElMessageBox } from 'element-plus'
import { attempt } from './load'
import { kitText as t } from './texts'

/** Ask; true when the person agreed. */
export async function agreed(question: string, options: { confirm?: string; danger?: boolean } = {}): Promise<boolean> {
  return ElMessageBox.confirm(question, {
    confirmButtonText: options.confirm ?? t('confirm'),
    cancelButtonText: t('cancel'),
    confirmButtonType: options.danger ? 'danger' : 'primary',
    closeOnClickModal: false,
  }).then(
    () => true,
    () => false,
  )
}

/** Ask before deleting, delete, say so. True when it is gone. */
export async function removed(what: string, run: () => Promise<unknown>): Promise<boolean> {
  if (!(await agreed(t('removeAsk', { what }), { confirm: t('remove'), danger: true }))) return false
  return attempt(run, t('removed'))
}
