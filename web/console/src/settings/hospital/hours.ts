/** Hours as the API writes them: HH:MM of the local day, whole lists with a version so that two editors notice each other. */
export interface Opening {
  weekday: number
  opens: string
  closes: string
  department_id: string | null
}
export interface Holiday {
  day: string
  name_zh: string
  name_en: string
  opens: string | null
  closes: string | null
  department_id: string | null
}
export interface Schedule {
  hospital_id: number
  time_zone: string
  opening_hours: Opening[]
  opening_hours_version: number
  holidays: Holiday[]
  holidays_version: number
  open_now: boolean
  opens_next: string | null
  closes_at: string | null
}
export interface ClinicHours {
  doctor_id: string
  version: number
  hours: { weekday: number; starts: string; ends: string }[]
}
