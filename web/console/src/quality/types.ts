import type { ItemOf, Schemas } from '@/kit/schema'

export type Scorecard = Schemas['Scorecard']
export type ItemRule = Schemas['ItemRule']
export type Review = ItemOf<'/v1/quality/reviews'>
export type Spoken = Schemas['Spoken']
export type PracticeTalk = Schemas['PracticeTalk']
