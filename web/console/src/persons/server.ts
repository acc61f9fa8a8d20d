/** The calls of this area, one line each. */
import { all, api, download, url, type Page } from '@/kit/api'
import type { DataRequest, Duplicate, Happened, IdentifierKind, Merge, Person, PersonRow, Purpose, Sex } from './types'

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

export const personServer = {
  search: async (hospital: number, q: string) => (await api.get<Page<PersonRow>>('/v1/persons', { hospital, q })).items,
  /** The person behind a visitor's browser; null when they never said who they are. */
  ofVisitor: async (hospital: number, visitor: string): Promise<PersonRow | null> =>
    (await api.get<Page<PersonRow>>('/v1/persons', { hospital, visitor })).items[0] ?? null,
  get: (hospital: number, id: string) => api.get<Person>(of(id), { hospital }),
  make: (body: NewPersonBody) => api.post<Person>('/v1/persons', body),
  change: (hospital: number, id: string, body: { name: string; sex: Sex; born: string | null; lang: string; rev: number }) =>
    api.patch<Person>(url(of(id), { hospital }), body),
  addIdentifier: (hospital: number, id: string, kind: IdentifierKind, value: string, verified: boolean) =>
    api.post(`${of(id)}/identifiers`, { hospital, kind, value, verified }),
  endIdentifier: (hospital: number, id: string, identifier: string) => api.delete(url(`${of(id)}/identifiers/${identifier}`, { hospital })),
  reveal: async (hospital: number, id: string, identifier: string, reason: string) =>
    (await api.post<{ value: string }>(`${of(id)}/identifiers/${identifier}/reveal`, { hospital, reason })).value,
  consent: (hospital: number, id: string, purpose: Purpose, given: boolean, reason: string) =>
    api.post(`${of(id)}/consents`, { hospital, answers: { [purpose]: given }, reason }),
  timeline: (hospital: number, id: string, before: string | null) => api.get<Page<Happened>>(`${of(id)}/timeline`, { hospital, before }),
  household: (hospital: number, id: string, other: string, relation: string) => api.post(`${of(id)}/household`, { hospital, other, relation }),
  endHousehold: (hospital: number, id: string, other: string) => api.delete(url(`${of(id)}/household/${other}`, { hospital })),
  open: (hospital: number, subject: string, reason: string) => api.post('/v1/openings', { hospital_id: hospital, subject, reason }),
  duplicates: (hospital: number | null) => all<Duplicate>('/v1/person-duplicates', { hospital }),
  dismiss: (hospital: number, id: string, reason: string) => api.post(`/v1/person-duplicates/${id}/dismiss`, { hospital, reason }),
  merge: (hospital: number, keep: string, gone: string, reason: string) =>
    api.post<Merge>('/v1/person-merges', { hospital, keep, gone, reason }),
  undoMerge: (hospital: number, id: string, reason: string) => api.post(`/v1/person-merges/${id}/undo`, { hospital, reason }),
  requests: (hospital: number | null, state: string, person?: string) => all<DataRequest>('/v1/person-requests', { hospital, state, person }),
  request: (hospital: number, person: string, kind: DataRequest['kind'], details: string) =>
    api.post<DataRequest>('/v1/person-requests', { hospital, person, kind, details }),
  answer: (hospital: number, id: string, granted: boolean, answer: string) =>
    api.post<DataRequest>(`/v1/person-requests/${id}/answer`, { hospital, granted, answer }),
  exported: (hospital: number, id: string) => download(url(`/v1/person-requests/${id}/export`, { hospital })),
}
