/** Names behind the ids that rows carry: departments are read once, staff come with their presence. */
import { defineStore } from 'pinia'
import { computed, shallowRef } from 'vue'
import { all } from '@/kit/api'
import { nameOf } from '@/kit/lang'
import type { Schemas } from '@/kit/schema'
import type { By, Id } from './state/protocol'
import { useDesk } from './store'

type Department = Schemas['Department']
type Skill = Schemas['Skill']

export const useNames = defineStore('desk-names', () => {
  const departments = shallowRef<Department[]>([])
  let asked = false
  /** In the reader's language, or in the one asked for. */
  function department(id: Id | null, lang?: 'zh' | 'en'): string {
    if (!asked) {
      asked = true
      void all('/v1/departments')
        .then((list) => (departments.value = list))
        .catch(() => (asked = false))
    }
    const found = id ? departments.value.find((each) => each.id === id) : undefined
    return (lang && found?.[`name_${lang}`]) || nameOf(found)
  }
  const skills = shallowRef<Skill[]>([])
  let askedSkills = false
  function skillList(): Skill[] {
    if (!askedSkills) {
      askedSkills = true
      void all('/v1/skills')
        .then((list) => (skills.value = list))
        .catch(() => (askedSkills = false))
    }
    return skills.value
  }
  const skill = (id: Id | null): string => nameOf(skillList().find((each) => each.id === id))
  const skillsOf = (hospital: number): Skill[] => skillList().filter((each) => each.hospital_id === hospital && !each.retired)
  const desk = useDesk()
  const people = computed(() => new Map(Object.values(desk.staff).map((each) => [each.staff, nameOf(each)])))
  const staff = (id: Id | null): string => (id ? (people.value.get(id) ?? '') : '')
  /** Who spoke, in the reader's language where the desk knows it; the thread itself keeps the visitor's. */
  const speaker = (by: Pick<By, 'id' | 'name'>): string => staff(by.id ?? null) || by.name || ''
  const departmentsOf = (hospital: number): Department[] =>
    departments.value.filter((each) => each.hospital_id === hospital && !each.retired)
  return { department, departmentsOf, skill, skillsOf, speaker, staff }
})
