/** The server's HTTP API: JSON, session cookie, RFC 9457 problems as thrown `Problem`s. */
import { apiLang } from './lang'
import type { Answer, Asking, ItemOf, PathOf, Query, Sending } from './schema'

export class Problem extends Error {
  constructor(
    readonly status: number,
    readonly code: string,
    readonly title: string,
    readonly detail: string,
    readonly wayOut: string,
    /** Messages by field, where the server refused particular fields. */
    readonly fields: Record<string, string> = {},
    /** Seconds to wait before trying again, where the server said so. */
    readonly retryAfter: number | null = null,
    /** All that the server said (RFC 9457 lets a problem have members of its own). */
    readonly members: Record<string, unknown> = {},
  ) {
    super(detail || title)
  }
}

type Method = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'

let onSignedOut: () => void = () => undefined
/** What to do when the server says that nobody is signed in. */
export function whenSignedOut(run: () => void): void {
  onSignedOut = run
}

export function url(path: string, query: unknown = {}): string {
  const search = new URLSearchParams()
  for (const [name, value] of Object.entries(query ?? {}))
    if (value !== null && value !== undefined && value !== '') search.set(name, String(value))
  const text = search.toString()
  return text ? `${path}?${text}` : path
}

async function problemOf(answer: Response): Promise<Problem> {
  const body = (await answer.json().catch(() => ({}))) as Record<string, unknown>
  const text = (name: string): string => (typeof body[name] === 'string' ? body[name] : '')
  const fields: Record<string, string> = {}
  for (const error of Array.isArray(body.errors) ? body.errors : [])
    if (error?.field) fields[String(error.field)] = String(error.message ?? error.detail ?? '')
  const retry = Number(body.retry_after ?? answer.headers.get('Retry-After'))
  return new Problem(
    answer.status,
    text('code') || `http_${answer.status}`,
    text('title') || answer.statusText,
    text('detail'),
    text('way_out'),
    fields,
    retry > 0 ? retry : null,
    body,
  )
}

async function send(method: Method, path: string, body?: unknown, signal?: AbortSignal): Promise<Response> {
  const headers: Record<string, string> = { Accept: 'application/json', 'Accept-Language': apiLang() }
  if (method !== 'GET') headers['X-Bedside'] = '1'
  let content: BodyInit | undefined
  if (body instanceof FormData || body instanceof Blob) content = body
  else if (body !== undefined) {
    headers['Content-Type'] = 'application/json'
    content = JSON.stringify(body)
  }
  let answer: Response
  try {
    answer = await fetch(path, { method, headers, body: content, signal, credentials: 'same-origin' })
  } catch (cause) {
    if (signal?.aborted) throw cause
    throw new Problem(0, 'offline', '', '', '')
  }
  if (answer.ok) return answer
  const problem = await problemOf(answer)
  if (problem.status === 401 && !/^\/v1\/session(\/|$)/.test(path)) onSignedOut()
  throw problem
}

async function json<T>(method: Method, path: string, body?: unknown, signal?: AbortSignal): Promise<T> {
  const answer = await send(method, path, body, signal)
  const text = await answer.text()
  return (text ? JSON.parse(text) : undefined) as T
}

/** Paths, queries, bodies and answers are the server's own: `npm run check` fails where they are not. */
export const api = {
  get: <P extends PathOf<'get'>>(path: P, ...[query]: Asking<'get', P>) => json<Answer<'get', P>>('GET', url(path, query)),
  /** A reading that may be given up. */
  getUntil: <P extends PathOf<'get'>>(signal: AbortSignal, path: P, ...[query]: Asking<'get', P>) =>
    json<Answer<'get', P>>('GET', url(path, query), undefined, signal),
  post: <P extends PathOf<'post'>>(path: P, ...[body, query]: Sending<'post', P>) =>
    json<Answer<'post', P>>('POST', url(path, query), body),
  put: <P extends PathOf<'put'>>(path: P, ...[body, query]: Sending<'put', P>) =>
    json<Answer<'put', P>>('PUT', url(path, query), body),
  patch: <P extends PathOf<'patch'>>(path: P, ...[body, query]: Sending<'patch', P>) =>
    json<Answer<'patch', P>>('PATCH', url(path, query), body),
  delete: <P extends PathOf<'delete'>>(path: P, ...[query]: Asking<'delete', P>) =>
    json<Answer<'delete', P>>('DELETE', url(path, query)),
  /** A file as it is, its name and id in the query. */
  upload: <P extends PathOf<'post'>>(path: P, file: Blob, query: Query<'post', P>) =>
    json<Answer<'post', P>>('POST', url(path, query), file),
}

/** Every item of a list, page after page. For lists that a hospital counts in hundreds, not thousands. */
export async function all<P extends PathOf<'get'>>(path: P, ...[query]: Asking<'get', P>): Promise<ItemOf<P>[]> {
  const items: ItemOf<P>[] = []
  let cursor: string | null | undefined
  do {
    const page = await json<{ items: ItemOf<P>[]; next?: string | null } | ItemOf<P>[]>('GET', url(path, { ...(query as object), cursor }))
    if (Array.isArray(page)) return page
    items.push(...page.items)
    cursor = page.next
  } while (cursor)
  return items
}

/** Ask for a file and let the browser save it under the server's name for it. */
export const download = async <P extends PathOf<'post'>>(path: P, ...[body, query]: Sending<'post', P>): Promise<void> =>
  save(await send('POST', url(path, query), body))
/** The same, for a file that is sent. */
export const downloadFor = async <P extends PathOf<'post'>>(path: P, file: Blob, query: Query<'post', P>): Promise<void> =>
  save(await send('POST', url(path, query), file))

async function save(answer: Response): Promise<void> {
  const said = answer.headers.get('Content-Disposition') ?? ''
  const star = /filename\*=(?:UTF-8'')?([^;]+)/i.exec(said)?.[1]
  const name = star ? decodeURIComponent(star.trim()) : (/filename="?([^";]+)/i.exec(said)?.[1] ?? 'bedside')
  const link = document.createElement('a')
  link.href = URL.createObjectURL(await answer.blob())
  link.download = name
  link.click()
  setTimeout(() => URL.revokeObjectURL(link.href), 10_000)
}
