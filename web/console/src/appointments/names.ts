/** Departments, doctors and services of a hospital, for choosing and for naming; read once per hospital. */
import { defineStore } from 'pinia'
import { reactive } from 'vue'
import { all } from '@/kit/api'
import { lang, nameOf, pick } from '@/kit/lang'
import type { Department, Doctor, Service } from '../settings/hospital/types'
import type { SlotDoctor } from './types'

interface House {
  departments: Department[]
  doctors: Doctor[]
  services: Service[]
  zone: string
}
const EMPTY: House = { departments: [], doctors: [], services: [], zone: 'Asia/Shanghai' }

export const useHouse = defineStore('appointment-names', () => {
  const houses = reactive(new Map<number, House>())
  const asked = new Map<number, Promise<void>>()

  async function read(hospital: number): Promise<void> {
    const [departments, doctors, services, hospitals] = await Promise.all([
      all('/v1/departments', { hospital }),
      all('/v1/doctors', { hospital }),
      all('/v1/services', { hospital }),
      all('/v1/hospitals'),
    ])
    const zone = hospitals.find((each) => each.id === hospital)?.time_zone ?? EMPTY.zone
    houses.set(hospital, { departments, doctors, services, zone })
  }
  /** For what must not begin with a guess, as the day at the hospital; also over when it could not be read. */
  function known(hospital: number): Promise<void> {
    const reading = asked.get(hospital) ?? read(hospital).catch(() => void asked.delete(hospital))
    asked.set(hospital, reading)
    return reading
  }
  /** Empty until it is read, then it updates by itself. */
  function at(hospital: number): House {
    if (hospital && !asked.has(hospital)) void known(hospital)
    return houses.get(hospital) ?? EMPTY
  }
  const department = (hospital: number, id: string | null): string =>
    id ? nameOf(at(hospital).departments.find((each) => each.id === id)) : ''
  return { at, known, department }
})

export const doctorLine = (doctor: SlotDoctor | null | undefined): string =>
  doctor ? [nameOf(doctor), pick(doctor.title_zh, doctor.title_en)].filter(Boolean).join(lang() === 'en' ? ', ' : ' ') : ''
