/** Seats and whose they are. Instants are RFC 3339 in UTC, prices integer fen. */
import type { Schemas } from '@/kit/schema'

export type SlotDoctor = Schemas['DoctorNamed']
export type Slot = Schemas['SlotShown']
export type Appointment = Schemas['AppointmentShown']
export type Status = Appointment['status']
export type Urgency = NonNullable<Appointment['urgency']>
export const URGENCIES = ['emergent', 'urgent', 'semi'] as const satisfies Urgency[]
export const STATUSES = ['requested', 'booked', 'arrived', 'fulfilled', 'no_show', 'cancelled'] as const satisfies Status[]

export type Hold = Schemas['HoldShown']
export type NewPatient = Required<Schemas['NewGiven']>
/** Whom something is for: somebody known, or somebody to be made. */
export type Whom = { person: string } | { new: NewPatient }

export type Wait = Schemas['WaitShown']
export type IntakeField = Schemas['Field']
export type Intake = Schemas['IntakeShown']
