/** Shapes of the sign-in endpoints. */
export type Step = 'code' | 'enrol' | 'password' | 'done'
export interface StepAnswer {
  step: Step
  /** Shown once, after enrolment. */
  recovery_codes: string[]
}
export interface Enrolment {
  /** otpauth:// address, also drawn in `qr_svg`. */
  uri: string
  secret: string
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
  provider: string
  current: boolean
}
