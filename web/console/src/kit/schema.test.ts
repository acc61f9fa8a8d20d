import { describe, expect, it, vi } from 'vitest'
import { all, api } from './api'
import type { Answer, ItemOf } from './schema'

/** Never run: what the check must refuse, and what it must find. */
export const refused = [
  // @ts-expect-error no such path
  () => api.get('/v1/nobody'),
  // @ts-expect-error the server has no such method there
  () => api.delete('/v1/persons'),
  // @ts-expect-error the server needs to know the hospital
  () => api.get('/v1/persons'),
  // @ts-expect-error a member of another type
  () => api.get('/v1/persons', { hospital: 'east' }),
  // @ts-expect-error a query that the server does not know
  () => all('/v1/shifts', { hospital_id: 1 }),
  // @ts-expect-error a member is missing
  () => api.post('/v1/session', { login: 'li' }),
  // @ts-expect-error not one of the outcomes
  (id: string) => api.post(`/v1/conversations/${id}/close`, { outcome: 'nice' }),
  // @ts-expect-error the server tells no such member
  async (id: string) => (await api.get(`/v1/persons/${id}`, { hospital: 1 })).nickname,
]

describe('types from the document', () => {
  it('finds a path by its shape', () => {
    const one: Answer<'get', `/v1/staff/${string}`>['login'] = 'li'
    const item: ItemOf<'/v1/staff'>['login'] = one
    const numbered: Answer<'get', `/v1/schedules/${number}`>['open_now'] = true
    expect([item, numbered]).toEqual(['li', true])
  })
  it('sends a file as it is', async () => {
    const fetched = vi.fn(async (_path: string, _how: RequestInit) => new Response('{}'))
    vi.stubGlobal('fetch', fetched)
    const file = new Blob(['%PDF'])
    await api.upload(`/v1/conversations/${'c'}/files`, file, { file: 'f', name: 'a.pdf' })
    vi.unstubAllGlobals()
    const [path, how] = fetched.mock.calls[0] ?? []
    expect([path, how?.body]).toEqual(['/v1/conversations/c/files?file=f&name=a.pdf', file])
  })
})
