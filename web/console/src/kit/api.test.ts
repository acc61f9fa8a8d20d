import { afterEach, describe, expect, it, vi } from 'vitest'
import { all, api, Problem, url, whenSignedOut } from './api'

const answer = (body: unknown, status = 200, headers = {}): Response => new Response(JSON.stringify(body), { status, headers })
function serve(...answers: Response[]): ReturnType<typeof vi.fn> {
  const fetched = vi.fn(async () => answers.shift() ?? answer({}, 500))
  vi.stubGlobal('fetch', fetched)
  return fetched
}
afterEach(() => vi.unstubAllGlobals())

describe('api', () => {
  it('leaves empty query members out', () => {
    expect(url('/v1/staff', { q: '', hospital: null, all: false, n: 0 })).toBe('/v1/staff?all=false&n=0')
  })
  it('marks what changes something, so that another page cannot forge it', async () => {
    const fetched = serve(answer({}))
    await api.post('/v1/session/code', { code: '' })
    expect(fetched.mock.calls[0]?.[1].headers['X-Bedside']).toBe('1')
  })
  it('throws the server’s problem with its code, way out and wait', async () => {
    serve(answer({ code: 'locked', title: '锁定', way_out: '稍候' }, 429, { 'Retry-After': '30' }))
    const problem = await api.post('/v1/session', { login: '', password: '' }).catch((error: unknown) => error)
    expect(problem).toBeInstanceOf(Problem)
    expect(problem).toMatchObject({ status: 429, code: 'locked', wayOut: '稍候', retryAfter: 30 })
  })
  it('tells the shell when the session ended, but not while signing in', async () => {
    const signedOut = vi.fn()
    whenSignedOut(signedOut)
    serve(answer({}, 401), answer({}, 401))
    await api.get('/v1/session').catch(() => undefined)
    expect(signedOut).not.toHaveBeenCalled()
    await api.get('/v1/sessions').catch(() => undefined)
    expect(signedOut).toHaveBeenCalledOnce()
  })
  it('follows the cursor to the end of a list', async () => {
    const fetched = serve(answer({ items: [1, 2], next: 'c' }), answer({ items: [3], next: null }))
    expect(await all('/v1/staff')).toEqual([1, 2, 3])
    expect(String(fetched.mock.calls[1]?.[0])).toBe('/v1/staff?cursor=c')
  })
})
