/** What is set up for the desk and the website. */
import type { Schemas } from '@/kit/schema'

export type Rule = Schemas['RuleShown']
export type RuleCounts = Schemas['RuleCounts']
export type ConsentTexts = Schemas['ConsentTexts']
export const CONSENTS = ['tracking', 'health', 'marketing', 'group_sharing', 'typing_notice'] as const satisfies (keyof ConsentTexts)[]
export type Site = Schemas['Site']
export type Campaign = Omit<Schemas['CampaignShown'], 'hospital' | 'name' | 'promise' | 'running'>
export type Reply = Omit<Schemas['ReplyShown'], 'hospital' | 'title' | 'variables'>
export type Block = Schemas['Block']
export type DeskSettings = Schemas['DeskSettings']
