/** Whom a form is about while it is filled in. */
import type { NewPatient, Whom } from '../types'

export type Picked = { kind: 'known'; person: { id: string; name: string } } | { kind: 'new'; patient: NewPatient }

export const emptyPatient = (name = ''): NewPatient => ({ name, phone: '', sex: '', born: null, id_card: '' })

const plain = (text: string): string => text.normalize('NFKC').replace(/[\s()-]/g, '')
export const isPhone = (text: string): boolean => /^(\+?86)?1\d{10}$|^\+?\d{7,15}$/.test(plain(text))
export const isIdCard = (text: string): boolean => /^\d{17}[\dXx]$/.test(plain(text))

/** What is sent; null while something is missing. A new patient needs a name and a phone. */
export function whomOf(picked: Picked | null): Whom | null {
  if (!picked) return null
  if (picked.kind === 'known') return { person: picked.person.id }
  const { name, phone, sex, born, id_card } = picked.patient
  if (!name.trim() || !isPhone(phone) || (id_card && !isIdCard(id_card))) return null
  return { new: { name: name.trim(), phone: plain(phone), sex, born: born || null, id_card: plain(id_card) } }
}
