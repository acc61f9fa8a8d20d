/** The desk's words. */
import { defineTexts } from '@/kit/lang'
import type { DeskRow } from './state/protocol'
import { en } from './texts/en'
import { zh } from './texts/zh'

export * from './texts/words'
export const deskText = defineTexts('desk', zh, en)
export type DeskKey = keyof typeof zh

/** A visitor who gave no name, or whose name was forgotten on request, is "visitor". */
export const visitorName = (row: Pick<DeskRow, 'visitor'>): string => row.visitor.name || deskText('visitor')
