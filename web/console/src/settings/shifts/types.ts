/** Shifts, swaps (调休) and handovers. Instants are RFC 3339 in UTC. */
import type { Schemas } from '@/kit/schema'

export type Break = Schemas['Break']
export type Shift = Schemas['Shift']
export type Swap = Schemas['Swap']
export type SwapState = Swap['state']
export type Handover = Schemas['Handover']
