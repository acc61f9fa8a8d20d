/** Staff as administrators see them: conversations at once as `capacity`; no departments means all. */
import type { Schemas } from '@/kit/schema'

export type Role = Schemas['Role']
export type Post = Schemas['Post']
export type Staff = Schemas['Staff']
export type Skill = Schemas['Skill']
export const ROLES = [
  'consultant',
  'desk_lead',
  'front_desk',
  'doctor',
  'relationship_manager',
  'director',
  'privacy_officer',
  'admin',
] as const satisfies Role[]
