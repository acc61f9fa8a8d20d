/** Free times in the order in which they are offered: the soonest first, nothing else weighs in (rule L21). */
import { wallOf } from '@/kit/zone'
import type { Slot } from './types'

export interface SlotDay {
  day: string
  slots: Slot[]
}

export const isFree = (slot: Slot, green: boolean): boolean => slot.left > 0 || (green && slot.green_left > 0)

export function byDay(slots: readonly Slot[], zone: string, green = false): SlotDay[] {
  const days = new Map<string, Slot[]>()
  const order = slots
    .filter((slot) => isFree(slot, green))
    .toSorted((a, b) => a.starts_at.localeCompare(b.starts_at) || a.doctor.name_zh.localeCompare(b.doctor.name_zh))
  for (const slot of order) {
    const day = wallOf(slot.starts_at, zone).day
    const held = days.get(day)
    if (held) held.push(slot)
    else days.set(day, [slot])
  }
  return [...days].map(([day, list]) => ({ day, slots: list }))
}

export const soonest = (slots: readonly Slot[], green = false): Slot | undefined =>
  slots.reduce<Slot | undefined>(
    (first, slot) => (isFree(slot, green) && (!first || slot.starts_at < first.starts_at) ? slot : first),
    undefined,
  )
