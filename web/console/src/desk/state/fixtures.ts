/** Shapes for the unit tests of the desk: plainly made-up people. */
import type { Panel } from './panel'
import type { DeskRow, Entry, ServerEvent, ThreadInfo } from './protocol'

export const ME = 'staff-1'

export function row(change: Partial<DeskRow> = {}): DeskRow {
  return {
    id: 'c1',
    rev: 1,
    hospital: 1,
    status: 'active',
    channel: 'web',
    lang: 'zh',
    visitor: { id: 'v1', name: '访客甲', returning: false },
    department: null,
    skill: null,
    assigned_to: ME,
    members: [ME],
    last_seq: 0,
    last: null,
    unread: 0,
    waiting_since: null,
    started_at: '2026-11-21T02:00:00Z',
    queued_at: '2026-11-21T02:00:00Z',
    closed_at: null,
    outcome: null,
    stage: null,
    level: null,
    alert: null,
    source: null,
    search_word: null,
    campaign: null,
    score: null,
    staff_read_seq: 0,
    visitor_read_seq: 0,
    ...change,
  }
}

export function entry(seq: number, change: Partial<Entry> = {}): Entry {
  return {
    seq,
    id: `e${seq}`,
    kind: 'text',
    audience: 'all',
    at: new Date(Date.UTC(2026, 10, 21, 2, 0, seq)).toISOString(),
    by: { kind: 'visitor', id: 'v1', name: '访客甲' },
    text: `message ${seq}`,
    file: null,
    event: null,
    ...change,
  }
}

export function entries(first: number, last: number): Entry[] {
  return Array.from({ length: last - first + 1 }, (_, place) => entry(first + place))
}

const PANEL: Panel = {
  rev: 0, needs: {}, mood: null, purpose: null, worries: [], doubt: null, doubt_state: null, note: null, set_by: {},
}

export function info(change: Partial<DeskRow> = {}): ThreadInfo {
  return {
    row: row(change), panel: PANEL, consents: {}, first_campaign: null, landing: null, won_twice: false, past: [],
    follow_up: null, contact: null, members: [], outcome_note: null, comment: null,
  }
}

export function welcome(rows: DeskRow[]): ServerEvent {
  return {
    on: 'welcome',
    me: { id: ME, name_zh: '林晓', name_en: 'Lin Xiao', roles: {}, hospitals: [1] },
    rows,
    staff: [],
    flags: [],
    desk: { open: true, opens_at: null, waiting: 0 },
  }
}
