/** Shapes of the sign-in endpoints. */
import type { Schemas } from '@/kit/schema'

/** Recovery codes are shown once, after enrolment. */
export type StepAnswer = Schemas['StepAnswer']
export type Step = StepAnswer['step']
export type Provider = Schemas['ProviderName']
export type Device = Schemas['Device']
