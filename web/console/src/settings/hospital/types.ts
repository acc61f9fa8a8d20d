/** What a hospital consists of. Prices in integer fen; times in minutes of the local day; weekday 1 is Monday. */
interface Named {
  name_zh: string
  name_en: string
}
interface Kept {
  retired: boolean
  version: number
}
export interface Group extends Named {
  id: number
  version: number
}
export interface Hospital extends Named, Kept {
  id: number
  group_id: number
  code: string
  address_zh: string
  address_en: string
  phone: string
  time_zone: string
}
export interface Department extends Named, Kept {
  id: string
  hospital_id: number
  code: string
  position: number
}
export interface Doctor extends Named, Kept {
  id: string
  hospital_id: number
  department_id: string | null
  staff_id: string | null
  code: string
  title_zh: string
  title_en: string
  focus_zh: string
  focus_en: string
  languages: string[]
  licence: string
  verified: boolean
}
export interface Service extends Named, Kept {
  id: string
  hospital_id: number
  department_id: string | null
  code: string
  unit_zh: string
  unit_en: string
  price_fen: number
}
export interface Hours {
  weekday: number
  starts: number
  ends: number
}
