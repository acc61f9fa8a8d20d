/** Language of the console: zh-CN first, English second; each area brings its own texts and loads with it. */
import { shallowRef } from 'vue'
import { createI18n } from 'vue-i18n'
import type { Language } from 'element-plus/es/locale'
import elementEn from 'element-plus/es/locale/lang/en'

export type Lang = 'zh-CN' | 'en'
const KEY = 'bedside.lang'

function firstLang(): Lang {
  const kept = localStorage.getItem(KEY)
  if (kept === 'zh-CN' || kept === 'en') return kept
  return navigator.language.toLowerCase().startsWith('zh') ? 'zh-CN' : 'en'
}

export const i18n = createI18n({ legacy: false, locale: firstLang(), fallbackLocale: 'zh-CN', messages: {} })
/** Element Plus's own words in the chosen language. */
export const elementLocale = shallowRef<Language>()

export const lang = (): Lang => i18n.global.locale.value as Lang
/** The same language in the API's spelling. */
export const apiLang = (): 'zh' | 'en' => (lang() === 'en' ? 'en' : 'zh')

export async function loadLocale(): Promise<void> {
  const chosen = lang()
  elementLocale.value = chosen === 'en' ? elementEn : (await import('element-plus/es/locale/lang/zh-cn')).default
  document.documentElement.lang = chosen
}

export async function setLang(next: Lang): Promise<void> {
  localStorage.setItem(KEY, next)
  i18n.global.locale.value = next
  await loadLocale()
}

type Params = Record<string, string | number>
/** Translate a key of one area; a key that is not in its texts is a type error. */
export type Translate<K extends string> = (key: K, params?: Params) => string

/**
 * Texts of one area: flat keys without dots, one table per language, checked to have the same keys.
 * Use the result in templates and scripts alike; it follows the chosen language.
 */
export function defineTexts<K extends string>(
  area: string,
  zh: Record<K, string>,
  en: Record<NoInfer<K>, string>,
): Translate<K> {
  i18n.global.mergeLocaleMessage('zh-CN', { [area]: zh })
  i18n.global.mergeLocaleMessage('en', { [area]: en })
  return (key, params = {}) => i18n.global.t(`${area}.${key}`, params)
}

/** The member of a bilingual record in the reader's language, the other when it is empty. */
export function pick(zh: string | null | undefined, en: string | null | undefined): string {
  return (lang() === 'en' ? en || zh : zh || en) ?? ''
}
/** The same for the usual pair name_zh, name_en. */
export const nameOf = (of: { name_zh?: string | null; name_en?: string | null } | null | undefined): string =>
  pick(of?.name_zh, of?.name_en)
