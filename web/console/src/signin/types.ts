/** Shapes of the sign-in endpoints. */
export type Step = 'code' | 'enrol' | 'done'
export interface StepAnswer {
  step: Step
}
export interface Enrolment {
  /** otpauth:// address, also drawn in `qr_svg`. */
  uri: string
  qr_svg: string
}
export interface Provider {
  id: string
  name: string
}
export interface Device {
  id: string
  created_at: string
  seen_at: string
  address: string
  agent: string
  current: boolean
}
