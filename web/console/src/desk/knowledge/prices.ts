/** The full published price list: the same for everybody, one key away (L20). */
import { computed, ref, shallowRef, watch, type ComputedRef, type Ref } from 'vue'
import { all } from '@/kit/api'
import type { ItemOf } from '@/kit/schema'
import type { Lang } from './knowledge'

/** As a price is said, without its unit. */
export function yuan(fen: number, lang: Lang): string {
  const figure = (fen / 100).toLocaleString('en', { maximumFractionDigits: 2, useGrouping: false })
  return lang === 'en' ? `${figure} yuan` : `${figure} 元`
}

export interface PriceRow {
  id: string
  name: string
  price: string
  said: string
}

export function usePrices(hospital: () => number, lang: Ref<Lang>, query: Ref<string>): {
  rows: ComputedRef<PriceRow[]>
  error: Ref<unknown>
  reload: () => Promise<void>
} {
  const list = shallowRef<ItemOf<'/v1/services'>[]>([])
  const error = ref<unknown>(null)
  async function reload(): Promise<void> {
    try {
      list.value = await all('/v1/services', { hospital: hospital() })
      error.value = null
    } catch (cause) {
      error.value = cause
    }
  }
  watch(hospital, reload, { immediate: true })
  const rows = computed(() =>
    list.value
      .map((each) => {
        const english = lang.value === 'en'
        const name = (english ? each.name_en || each.name_zh : each.name_zh || each.name_en) ?? ''
        const unit = english ? each.unit_en : each.unit_zh
        const price = yuan(each.price_fen, lang.value) + (unit ? (english ? ` per ${unit}` : ` / ${unit}`) : '')
        return { id: each.id, name, price, said: english ? `${name}: ${price}.` : `${name}：${price}。`, words: `${each.name_zh} ${each.name_en}`.toLowerCase() }
      })
      .filter((row) => query.value.toLowerCase().split(/\s+/).every((word) => row.words.includes(word))),
  )
  return { rows, error, reload }
}
