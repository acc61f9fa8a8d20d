/** The calls of this area, one line each. */
import { all, api, download, url, type Page } from '@/kit/api'
import { apiLang } from '@/kit/lang'
import type { Card, DataRequest, Duplicate, Happened, IdentifierKind, Merge, Person, Purpose, Sex } from './types'

const of = (id: string): string => `/v1/persons/${id}`

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
  search: async (hospital: number, q: string) => (await api.get<Page<Person>>('/v1/persons', { hospital, q })).items,
  /** The persons behind a visitor's browser, the last first. */
  ofVisitor: async (hospital: number, visitor: string) => (await api.get<Page<Person>>('/v1/persons', { hospital, visitor })).items,
  get: (hospital: number, id: string) => api.get<Card>(of(id), { hospital }),
  make: (body: NewPersonBody) => api.post<Person>('/v1/persons', body),
  join: (hospital: number, id: string, visitor: string) => api.post(url(`${of(id)}/visitors`, { hospital }), { visitor }),
  change: (hospital: number, id: string, body: { name: string; sex: Sex; born: string | null; lang: string; rev: number }) =>
    api.patch<Person>(url(of(id), { hospital }), body),
  addIdentifier: (hospital: number, id: string, kind: IdentifierKind, value: string, verified: boolean) =>
    api.post(url(`${of(id)}/identifiers`, { hospital }), { kind, value, verified }),
  endIdentifier: (hospital: number, id: string, identifier: string) => api.delete(url(`${of(id)}/identifiers/${identifier}`, { hospital })),
  reveal: async (hospital: number, id: string, identifier: string, reason: string) =>
    (await api.post<{ value: string }>(url(`${of(id)}/identifiers/${identifier}/reveal`, { hospital }), { reason })).value,
  consent: (hospital: number, id: string, purpose: Purpose, given: boolean, channel: Said, version: string, text: string) =>
    api.post(url(`${of(id)}/consents`, { hospital }), { answers: { [purpose]: given }, version, channel, text, lang: apiLang() }),
  timeline: (hospital: number, id: string, before: string | null) => api.get<Page<Happened>>(`${of(id)}/timeline`, { hospital, before }),
  household: (hospital: number, id: string, other: string, relation: string) =>
    api.post(url(`${of(id)}/household`, { hospital }), { other, relation }),
  endHousehold: (hospital: number, id: string, other: string) => api.delete(url(`${of(id)}/household/${other}`, { hospital })),
  open: (hospital: number, subject: string, reason: string) => api.post('/v1/openings', { hospital_id: hospital, subject, reason }),
  duplicates: (hospital: number) => all<Duplicate>('/v1/person-duplicates', { hospital }),
  dismiss: (hospital: number, id: string) => api.post(url(`/v1/person-duplicates/${id}/dismiss`, { hospital })),
  merge: (hospital: number, keep: string, gone: string, reason: string) =>
    api.post<Merge>('/v1/person-merges', { hospital, keep, gone, reason }),
  undoMerge: (hospital: number, id: string, reason: string) => api.post(url(`/v1/person-merges/${id}/undo`, { hospital }), { reason }),
  requests: (hospital: number, state: string) => all<DataRequest>('/v1/person-requests', { hospital, state }),
  request: (hospital: number, person: string, kind: DataRequest['kind'], details: string) =>
    api.post('/v1/person-requests', { hospital, person, kind, details }),
  answer: (hospital: number, id: string, outcome: 'done' | 'refused', answer: string) =>
    api.post<DataRequest>(url(`/v1/person-requests/${id}/answer`, { hospital }), { outcome, answer }),
  exported: (hospital: number, id: string) => download(url(`/v1/person-requests/${id}/download`, { hospital }), {}),
}
