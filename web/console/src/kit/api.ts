/** The server's HTTP API: JSON, session cookie, RFC 9457 problems as thrown `Problem`s. */
import { apiLang } from './lang'

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
  ) {
    super(detail || title)
  }
}

type Query = Record<string, string | number | boolean | null | undefined>
type Method = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'

let onSignedOut: () => void = () => undefined
/** What to do when the server says that nobody is signed in. */
export function whenSignedOut(run: () => void): void {
  onSignedOut = run
}

export function url(path: string, query: Query = {}): string {
  const search = new URLSearchParams()
  for (const [name, value] of Object.entries(query))
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

export interface Page<T> {
  items: T[]
  next?: string | null
}

export const api = {
  get: <T>(path: string, query: Query = {}, signal?: AbortSignal) => json<T>('GET', url(path, query), undefined, signal),
  post: <T = void>(path: string, body?: unknown) => json<T>('POST', path, body),
  put: <T = void>(path: string, body?: unknown) => json<T>('PUT', path, body),
  patch: <T = void>(path: string, body?: unknown) => json<T>('PATCH', path, body),
  delete: <T = void>(path: string, body?: unknown) => json<T>('DELETE', path, body),
}

/** Every item of a list, page after page. For lists that a hospital counts in hundreds, not thousands. */
export async function all<T>(path: string, query: Query = {}): Promise<T[]> {
  const items: T[] = []
  let cursor: string | null | undefined
  do {
    const page = await api.get<Page<T> | T[]>(path, { ...query, cursor })
    if (Array.isArray(page)) return page
    items.push(...page.items)
    cursor = page.next
  } while (cursor)
  return items
}

/** Fetch a file (a POST when it has a body) and let the browser save it under the server's name for it. */
export async function download(path: string, body?: unknown): Promise<void> {
  const answer = await send(body === undefined ? 'GET' : 'POST', path, body)
  const said = answer.headers.get('Content-Disposition') ?? ''
  const star = /filename\*=(?:UTF-8'')?([^;]+)/i.exec(said)?.[1]
  const name = star ? decodeURIComponent(star.trim()) : (/filename="?([^";]+)/i.exec(said)?.[1] ?? 'bedside')
  const link = document.createElement('a')
  link.href = URL.createObjectURL(await answer.blob())
  link.download = name
  link.click()
  setTimeout(() => URL.revokeObjectURL(link.href), 10_000)
}
