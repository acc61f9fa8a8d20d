/** Persons: identifiers masked, instants RFC 3339 in UTC, a birthday YYYY-MM-DD. */
import type { Schemas } from '@/kit/schema'

export type Person = Schemas['Person']
export type Sex = Person['sex']
export type Identifier = Schemas['Identifier']
export type IdentifierKind = Identifier['kind']
export const IDENTIFIER_KINDS = ['phone', 'email', 'id_card', 'visit_card', 'record_number'] as const satisfies IdentifierKind[]
export type Purpose = keyof Schemas['PersonConsents']
export const PURPOSES = ['care', 'health', 'marketing', 'tracking', 'group_sharing'] as const satisfies Purpose[]
export type Relative = Schemas['Relative']
export type Merge = Schemas['Merge']
/** All of the person's page but the timeline; `open`: it may be read now, without giving a reason first. */
export type Card = Schemas['Card']
export type Happened = Schemas['Happened']
/** `score` from 0 to 1; `says`: the reasons in the reader's language. */
export type Duplicate = Schemas['Guess']
/** `kept`: what stays although deletion was asked for, and why. */
export type DataRequest = Schemas['Request']
