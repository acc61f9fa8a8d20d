/** The hospital's canned replies: read once, again when the menu opens later than five minutes after. */
import { defineStore } from 'pinia'
import { ref, shallowRef } from 'vue'
import { all } from '@/kit/api'
import type { Schemas } from '@/kit/schema'
import type { Reply } from './state/canned'


const STALE_MS = 5 * 60_000

export const useReplies = defineStore('desk-replies', () => {
  const list = shallowRef<Schemas['ReplyShown'][]>([])
  const error = ref<unknown>(null)
  let read = 0
  async function load(): Promise<void> {
    if (Date.now() - read < STALE_MS) return
    try {
      list.value = await all('/v1/replies')
      read = Date.now()
      error.value = null
    } catch (cause) {
      error.value = cause
    }
  }
  /** In the visitor's language where it is written, else in the other. */
  function of(hospital: number, lang: 'zh' | 'en'): Reply[] {
    return list.value
      .filter((each) => each.hospital_id === hospital)
      .map((each) => ({
        id: each.id,
        shortcut: each.shortcut,
        title: each.title,
        text: lang === 'en' ? each.en || each.zh : each.zh || each.en,
        entry: each.owner_id ? null : each.id,
        due: each.due,
      }))
  }
  return { error, load, of }
})
