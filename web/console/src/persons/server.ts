/** The calls of this area, one line each. */
import { all, api, download } from '@/kit/api'
import type { Schemas } from '@/kit/schema'
import { apiLang } from '@/kit/lang'
import type { DataRequest, IdentifierKind, Purpose, Sex } from './types'

const of = (id: string) => `/v1/persons/${id}` as const

export interface NewPersonBody {
  hospital: number
  name: string
  sex: Sex
  born: string | null
  lang: 'zh' | 'en'
  identifiers: { kind: IdentifierKind; value: string }[]
  visitor?: string
}
export type Said = 'desk' | 'phone' | 'paper'

export const personServer = {
  search: async (hospital: number, q: string) => (await api.get('/v1/persons', { hospital, q })).items,
  /** The persons behind a visitor's browser, the last first. */
  ofVisitor: async (hospital: number, visitor: string) => (await api.get('/v1/persons', { hospital, visitor })).items,
  get: (hospital: number, id: string) => api.get(of(id), { hospital }),
  make: (body: NewPersonBody) => api.post('/v1/persons', body),
  join: (hospital: number, id: string, visitor: string) => api.post(`${of(id)}/visitors`, { visitor }, { hospital }),
  change: (hospital: number, id: string, body: { name: string; sex: Sex; born: string | null; lang: 'zh' | 'en'; rev: number }) =>
    api.patch(of(id), body, { hospital }),
  addIdentifier: (hospital: number, id: string, kind: IdentifierKind, value: string, verified: boolean) =>
    api.post(`${of(id)}/identifiers`, { kind, value, verified }, { hospital }),
  endIdentifier: (hospital: number, id: string, identifier: string) => api.delete(`${of(id)}/identifiers/${identifier}`, { hospital }),
  reveal: async (hospital: number, id: string, identifier: string, reason: string) =>
    (await api.post(`${of(id)}/identifiers/${identifier}/reveal`, { reason }, { hospital })).value,
  consent: (hospital: number, id: string, purpose: Purpose, given: boolean, channel: Said, version: string, text: string) =>
    api.post(`${of(id)}/consents`, { answers: { [purpose]: given }, version, channel, text, lang: apiLang() }, { hospital }),
  /** The words of a message that came back; the reading is logged. */
  incoming: async (hospital: number, id: string) => (await api.post(`/v1/incoming/${id}/open`, undefined, { hospital })).text,
  timeline: (hospital: number, id: string, before: string | null) => api.get(`${of(id)}/timeline`, { hospital, before }),
  household: (hospital: number, id: string, other: string, relation: Schemas['TieGiven']['relation']) =>
    api.post(`${of(id)}/household`, { other, relation }, { hospital }),
  endHousehold: (hospital: number, id: string, other: string) => api.delete(`${of(id)}/household/${other}`, { hospital }),
  open: (way: 'openings' | 'break-glass', hospital: number, subject: string, reason: string) =>
    api.post(`/v1/${way}` as const, { hospital_id: hospital, subject, reason }),
  duplicates: (hospital: number) => all('/v1/person-duplicates', { hospital }),
  dismiss: (hospital: number, id: string) => api.post(`/v1/person-duplicates/${id}/dismiss`, undefined, { hospital }),
  merge: (hospital: number, keep: string, gone: string, reason: string) =>
    api.post('/v1/person-merges', { hospital, keep, gone, reason }),
  undoMerge: (hospital: number, id: string, reason: string) => api.post(`/v1/person-merges/${id}/undo`, { reason }, { hospital }),
  requests: (hospital: number, state: 'open' | '') => all('/v1/person-requests', { hospital, state }),
  request: (hospital: number, person: string, kind: DataRequest['kind'], details: string) =>
    api.post('/v1/person-requests', { hospital, person, kind, details }),
  answer: (hospital: number, id: string, outcome: 'done' | 'refused', answer: string) =>
    api.post(`/v1/person-requests/${id}/answer`, { outcome, answer }, { hospital }),
  exported: (hospital: number, id: string) => download(`/v1/person-requests/${id}/download`, undefined, { hospital }),
}
