/** The words in the thread that the panel points at while one hovers or focuses what was read out of them. */
import { shallowRef } from 'vue'
import type { Mark } from '../../state/marks'
import type { Span } from './reading'

const pointed = shallowRef<readonly Span[]>([])
const none: Mark[] = []

export const pointAt = (spans: readonly Span[]): void => void (pointed.value = spans)
export const pointAway = (): void => void (pointed.value = [])
export function pointedIn(seq: number): Mark[] {
  const here = pointed.value.filter((span) => span.seq === seq)
  return here.length > 0 ? here.map(({ start, end }): Mark => [start, end]) : none
}
