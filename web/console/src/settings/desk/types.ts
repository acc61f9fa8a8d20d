/** What is set up for the desk and the website. */
export interface Rule {
  id: string
  name_zh: string
  name_en: string
  text_zh: string
  text_en: string
  pages: number
  path: string
  page_seconds: number
  site_seconds: number
  source: string
  campaign: string
  came_back: boolean | null
  desk_open: boolean | null
  priority: number
  active: boolean
  version: number
}
export interface RuleCounts {
  rule_id: string | null
  shown: number
  accepted: number
  declined: number
}
export interface ConsentTexts {
  tracking: string
  health: string
  marketing: string
  group_sharing: string
  typing_notice: string
}
export const CONSENTS = ['tracking', 'health', 'marketing', 'group_sharing', 'typing_notice'] as const
export interface Site {
  hospital_id: number
  key: string
  name: string
  origins: string[]
  colour: string
  phone: string
  greeting_zh: string
  greeting_en: string
  emergency_zh: string
  emergency_en: string
  emergency_numbers: string[]
  consent_version: string
  departments: { prefix: string; department: string }[]
  keep_days: number
  version: number
  consent_texts: Record<string, Record<'zh' | 'en', ConsentTexts>>
}
export interface Campaign {
  id: string
  hospital_id: number
  department_id: string | null
  name_zh: string
  name_en: string
  starts_on: string
  ends_on: string
  utm_campaign: string
  landing: string
  promise_zh: string
  promise_en: string
  content_class: string
  ad_review_number: string
  ad_review_expires_on: string | null
  retired: boolean
  version: number
}
export interface Reply {
  id: string
  hospital_id: number
  department_id: string | null
  /** Null: everybody's. */
  owner_id: string | null
  shortcut: string
  topic: string
  zh: string
  en: string
  retired: boolean
  version: number
}
export interface Block {
  hospital: number
  visitor: string
  reason: string
  blocked_by: string
  blocked_at: string
  until: string | null
}
export interface DeskSettings {
  overflow_seconds: number
  unanswered_seconds: number
  away_seconds: number
  idle_close_minutes: number
  rev: number
}
