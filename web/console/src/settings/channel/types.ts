/** Accounts, words, rules and what was sent. */
export type Channel = 'web' | 'email' | 'sms'
export interface EmailSettings {
  host: string
  port: number
  security: 'tls' | 'starttls' | 'none'
  user: string
  sender: string
  sender_name: string
  reply_to: string
}
export interface SmsSettings {
  url: string
  signature: string
  /** The provider's id of a reviewed template, by our code. */
  templates: Record<string, string>
  replies: boolean
}
export interface ChannelSettings {
  version: number
  settings: { email: EmailSettings | null; sms: SmsSettings | null }
  has_smtp_password: boolean
  has_sms_key: boolean
  hook: string
}
export interface Template {
  code: string
  channel: Channel
  variables: string[]
  zh: string
  en: string
  subject_zh: string
  subject_en: string
  rev: number
}
export interface Rule {
  id: string
  kind: 'consent' | 'stop' | 'quiet' | 'caps' | 'child' | 'person'
  jurisdiction: string
  source: string
  version: string
  effective: string
  says_zh: string
  says_en: string
  settings: Record<string, unknown>
  fixed: boolean
  active: boolean
  rev: number
  note: string
}
export interface Stop {
  id: string
  person: string | null
  masked: string
  channel: Channel | null
  purpose: string
  source: string
  word: string
  since: string
}
export const STATES = ['queued', 'deferred', 'sending', 'sent', 'delivered', 'failed', 'refused', 'cancelled', 'expired'] as const
export interface Delivery {
  id: string
  person: string | null
  channel: Channel
  purpose: string
  template: string
  lang: string
  masked: string
  state: (typeof STATES)[number]
  tries: number
  made_at: string
  due_at: string
  sent_at: string | null
  ended_at: string | null
  error: string
  rules: string[]
}
