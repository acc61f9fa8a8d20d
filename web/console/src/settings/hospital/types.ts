/** What a hospital consists of. Prices in integer fen; weekday 1 is Monday. */
import type { Answer, Schemas } from '@/kit/schema'

export type Group = Schemas['Group']
export type Hospital = Schemas['Hospital']
export type Department = Schemas['Department']
export type Doctor = Schemas['Doctor']
export type Service = Schemas['Service']
/** Opening hours and holidays: HH:MM of the local day, whole lists with a version so that two editors notice each other. */
export type Schedule = Answer<'get', '/v1/schedules/{hospital_id}'>
export type Opening = Schedule['opening_hours'][number]
export type Holiday = Schedule['holidays'][number]
/** As the week's editor holds them, in minutes of the local day. */
export interface Hours {
  weekday: number
  starts: number
  ends: number
}
