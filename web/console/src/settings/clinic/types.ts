/** Doctors' weeks, the hospital's own systems, and what departments ask. Minutes are of the local day. */
import type { Answer, Schemas } from '@/kit/schema'

export type Schedule = Answer<'get', '/v1/doctor-schedules/{doctor_id}'>
export type Line = Schedule['weekly'][number]
export type Special = Schedule['exceptions'][number]
export type Choice = Schemas['Choice']
export type Field = Schemas['Field']
export const FIELD_KINDS = ['text', 'choice', 'number', 'date', 'yes_no'] as const satisfies Field['kind'][]
export const ID_KINDS = ['id_card', 'visit_card', 'record_number', 'phone'] as const
export type HisSettings = Schemas['HisSettings']
export type Connection = Schemas['ConnectionShown']
export type Difference = Schemas['DifferenceShown']
export type Way = Schemas['Settled']['how']
