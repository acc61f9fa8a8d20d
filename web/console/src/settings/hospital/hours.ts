/** Weekly hours and holidays as the API keeps them: whole lists with a version, so that two editors notice each other. */
export interface OpeningSpan {
  weekday: number
  opens: number
  closes: number
  department_id: string | null
}
export interface Holiday {
  day: string
  name_zh: string
  name_en: string
  opens: number | null
  closes: number | null
  department_id: string | null
}
export interface OpeningHours {
  hospital_id: number
  spans: OpeningSpan[]
  version: number
}
export interface Holidays {
  hospital_id: number
  holidays: Holiday[]
  version: number
}
export interface DoctorSpan {
  doctor_id: string
  weekday: number
  starts: number
  ends: number
}
export interface DoctorHoursList {
  hospital_id: number
  spans: DoctorSpan[]
  version: number
}
