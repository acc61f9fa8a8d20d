/** From the panel beside the thread into its composer: what was chosen waits here until the composer takes it. */
import { shallowReactive } from 'vue'
import type { Taken } from './knowledge'

const waiting = shallowReactive(new Map<string, Taken>())

export const offer = (conversation: string, taken: Taken): void => void waiting.set(conversation, taken)
export const offered = (conversation: string): Taken | undefined => waiting.get(conversation)
export function accept(conversation: string): Taken | undefined {
  const taken = waiting.get(conversation)
  waiting.delete(conversation)
  return taken
}
