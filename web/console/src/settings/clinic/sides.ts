/** What one side of a difference says, in words: times and money in the reader’s form, codes by the names that they stand for. */
import { nameOf } from '@/kit/lang'
import { stamp, yuan } from '@/kit/time'
import { statusText } from '../../appointments/words'
import type { Status } from '../../appointments/types'
import { clinicText as t } from './texts'

interface Coded { code: string; name_zh: string; name_en: string }
export interface Names { departments: readonly Coded[]; doctors: readonly Coded[]; services: readonly Coded[] }

const named = (list: readonly Coded[], code: string): string => nameOf(list.find((each) => each.code === code)) || code
const WORDS = ['code', 'time', 'seats', 'twice', 'overlap', 'confirm', 'cancel', 'arrival', 'taken', 'gone', 'patient', 'refused'] as const
const word = (value: string): string => (WORDS.includes(value as 'code') ? t(`said_${value as 'code'}`) : value)

/** Codes and numbers of no use to a reader come last and under their name. */
export function sideText(of: Record<string, unknown>, names: Names): string {
  const said = (name: string, value: unknown): string => {
    const text = String(value ?? '')
    if (!text) return ''
    if (name.endsWith('_at')) return stamp(text)
    if (name === 'price_fen') return value === null ? '' : yuan(Number(value))
    if (name === 'status') return statusText(text as Status)
    if (name === 'department' || name === 'doctor' || name === 'service') return named(names[`${name}s`], text)
    if (name === 'seats') return t('saidSeats', { n: text })
    if (name === 'ref') return t('saidRef', { ref: text })
    return name === 'slot' ? '' : word(text)
  }
  const order = Object.entries(of).toSorted(([a], [b]) => Number(a === 'ref') - Number(b === 'ref'))
  return order.map(([name, value]) => said(name, value)).filter(Boolean).join(' · ')
}
