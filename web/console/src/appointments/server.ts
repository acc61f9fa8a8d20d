/** The calls of this area, one line each. */
import { all, api } from '@/kit/api'
import { uuid7 } from '../desk/state/ids'
import type { Appointment, Hold, Urgency, Whom } from './types'

const of = (id: string) => `/v1/appointments/${id}` as const

export interface SlotQuery {
  hospital: number
  department?: string | null
  service?: string | null
  doctor?: string | null
  /** Local days of the hospital, both included. */
  from: string
  to: string
  /** Also the seats that are kept for the green channel. */
  green?: boolean
  /** Also those that run now. */
  running?: boolean
  limit?: number
}
export interface ListQuery {
  hospital: number | null
  day?: string
  department?: string | null
  doctor?: string | null
  status?: string | null
  person?: string | null
  conversation?: string | null
}
export interface Asked {
  hospital: number
  slot: string
  visitor?: string
  conversation?: string
  green?: { urgency: Urgency; reason: string }
}

export const book = {
  slots: async (query: SlotQuery) => (await api.get('/v1/slots', { ...query })).items,
  list: (query: ListQuery) => all('/v1/appointments', { ...query }),
  hold: (asked: Asked) => api.post('/v1/appointments/hold', { id: uuid7(), ...asked }),
  /** What a patient is asked before messages about the visit may be sent; the version goes along with the answer. */
  careText: () => api.get('/v1/care-consent'),
  confirm: (hospital: number, hold: Hold, whom: Whom, care: boolean | null, version: string) =>
    api.post(`${of(hold.id)}/confirm`, { hospital, token: hold.token, ...whom, care, version }),
  cancel: (hospital: number, id: string, reason: string) => api.post(`${of(id)}/cancel`, { hospital, reason }),
  reschedule: (hospital: number, id: string, slot: string) => api.post(`${of(id)}/reschedule`, { hospital, slot }),
  arrive: (row: Appointment) => api.post(`${of(row.id)}/arrive`, { hospital: row.hospital, rev: row.rev }),
  noShow: (row: Appointment) => api.post(`${of(row.id)}/no-show`, { hospital: row.hospital, rev: row.rev }),
  fulfil: (row: Appointment) => api.post(`${of(row.id)}/fulfil`, { hospital: row.hospital, rev: row.rev }),
  undo: (row: Appointment) => api.post(`${of(row.id)}/undo`, { hospital: row.hospital, rev: row.rev }),
  confirmGreen: (row: Appointment) => api.post(`${of(row.id)}/green-confirm`, { hospital: row.hospital }),
  declineGreen: (row: Appointment, reason: string) => api.post(`${of(row.id)}/green-decline`, { hospital: row.hospital, reason }),
  walkIn: (hospital: number, slot: string, whom: Whom) => api.post('/v1/appointments/walk-in', { hospital, slot, ...whom }),
  waits: (hospital: number | null) => all('/v1/waitlist', { hospital }),
  wait: (wish: { hospital: number; department: string; service?: string; doctor?: string; from: string; to: string; keeps?: string } & Whom) =>
    api.post('/v1/waitlist', wish),
  waitEarlier: (row: Appointment) => api.post(`${of(row.id)}/wait-earlier`, { hospital: row.hospital }),
  acceptOffer: (hospital: number, id: string) => api.post(`/v1/offers/${id}/accept`, { hospital }),
  declineOffer: (hospital: number, id: string) => api.post(`/v1/offers/${id}/decline`, { hospital }),
  leaveWait: (hospital: number, id: string) => api.delete(`/v1/waitlist/${id}`, { hospital }),
  intake: (hospital: number, id: string) => api.get(`${of(id)}/intake`, { hospital }),
  answer: (id: string, answers: Record<string, string | number | boolean>) => api.post(`${of(id)}/intake`, { answers }),
  newCalendarLink: async (hospital: number, doctor: string) => (await api.post(`/v1/doctors/${doctor}/calendar-link`, { hospital })).url,
  calendarLink: async (hospital: number, doctor: string) =>
    (await api.get(`/v1/doctors/${doctor}/calendar-link`, { hospital })).url,
}
