/** What is set up for the desk and the website. */
import type { Schemas } from '@/kit/schema'

export type Rule = Schemas['RuleShown']
export type RuleCounts = Schemas['RuleCounts']
export type ConsentTexts = Schemas['ConsentTexts']
export const CONSENTS = ['tracking', 'health', 'marketing', 'group_sharing', 'typing_notice'] as const satisfies (keyof ConsentTexts)[]
export type Site = Schemas['Site']
export type Reply = Omit<Schemas['ReplyShown'], 'hospital' | 'title' | 'variables' | 'due' | 'review_on'>
export type Block = Schemas['Block']
export type DeskSettings = Schemas['DeskSettings']
