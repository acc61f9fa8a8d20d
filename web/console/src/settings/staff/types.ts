/** Staff as administrators see them. */
export interface Post {
  hospital_id: number
  roles: string[]
  title_zh: string
  title_en: string
  /** Whom they serve; empty: all. */
  departments: string[]
  skills: string[]
}
export interface Staff {
  id: string
  login: string
  name_zh: string
  name_en: string
  email: string
  lang: 'zh' | 'en'
  languages: string[]
  /** Conversations at once. */
  capacity: number
  disabled: boolean
  posts: Post[]
  version: number
}
export interface Skill {
  id: string
  hospital_id: number
  code: string
  name_zh: string
  name_en: string
  retired: boolean
  version: number
}
export const ROLES = [
  'consultant',
  'desk_lead',
  'front_desk',
  'doctor',
  'relationship_manager',
  'director',
  'privacy_officer',
  'admin',
] as const
export type Role = (typeof ROLES)[number]
