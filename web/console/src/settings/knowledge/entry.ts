/** An entry as its editor holds it. */
import type { Schemas } from '@/kit/schema'
import type { Kind } from '../../desk/knowledge/texts'

export type Body = Schemas['Body']
export type Row = Schemas['EntryRow']
export type Shown = Schemas['EntryShown']
export type { Kind }
export const KINDS: Kind[] = ['disease', 'service', 'test', 'expert', 'price', 'policy', 'campaign', 'reply']
export const CLASSES = ['answer', 'institution', 'science', 'triage', 'ad'] as const
export type Part = keyof NonNullable<Body['parts']>
/** In the order in which the server lists them. */
export const PARTS: Record<Kind, string[]> = {
  disease: ['answer', 'types', 'mechanism', 'signs', 'tests', 'treatment', 'evidence', 'drugs'],
  service: ['answer', 'includes', 'preparation', 'course'],
  test: ['answer', 'preparation', 'course', 'result'],
  expert: ['answer', 'focus', 'training', 'clinics'],
  price: ['answer', 'when', 'includes'],
  policy: ['answer', 'details'],
  campaign: ['answer'],
  reply: ['answer'],
}

export interface Form {
  id: string
  hospital: number
  kind: Kind
  version: number
  title_zh: string
  title_en: string
  also: string
  parts: Record<string, { zh: string; en: string }>
  source: string
  content_class: Body['content_class']
  ad_review_number: string
  ad_review_expires_on: string | null
  department_id: string | null
  owner_id: string | null
  about: string | null
  review_on: string
  starts_on: string | null
  ends_on: string | null
  utm_campaign: string
  landing: string
  shortcut: string
}

export function formOf(id: string, hospital: number, kind: Kind, version: number, body: Body): Form {
  const parts: Form['parts'] = {}
  for (const part of PARTS[kind]) {
    const words = (body.parts as Record<string, { zh?: string; en?: string }> | undefined)?.[part]
    parts[part] = { zh: words?.zh ?? '', en: words?.en ?? '' }
  }
  return {
    id, hospital, kind, version, parts,
    title_zh: body.title_zh ?? '', title_en: body.title_en ?? '', also: (body.also ?? []).join('，'), source: body.source ?? '',
    content_class: body.content_class, ad_review_number: body.ad_review_number ?? '',
    ad_review_expires_on: body.ad_review_expires_on ?? null, department_id: body.department_id ?? null,
    owner_id: body.owner_id ?? null, about: body.about ?? null, review_on: body.review_on,
    starts_on: body.starts_on ?? null, ends_on: body.ends_on ?? null, utm_campaign: body.utm_campaign ?? '', landing: body.landing ?? '',
    shortcut: body.shortcut ?? '',
  }
}

export function bodyOf(form: Form): Body {
  const { id: _id, hospital: _hospital, kind: _kind, version: _version, also, parts, ...rest } = form
  const written = Object.entries(parts).filter(([part, words]) => PARTS[form.kind].includes(part) && (words.zh || words.en))
  /** What only another kind has was left from choosing that. */
  const campaign = form.kind === 'campaign' ? {} : { starts_on: null, ends_on: null, utm_campaign: '', landing: '' }
  return {
    ...rest,
    ...campaign,
    ...(form.kind !== 'reply' && { shortcut: '' }),
    also: also.split(/[,，、\n]/).map((each) => each.trim()).filter(Boolean),
    parts: Object.fromEntries(written) as Body['parts'],
  }
}

/** Texts that differ, as [what, language, one, other]. */
export function differences(one: Body, other: Body): { what: string; one: string; other: string }[] {
  const flat = (body: Body): Map<string, string> => {
    const all = new Map<string, string>()
    for (const [name, value] of Object.entries(body))
      if (name === 'parts')
        for (const [part, words] of Object.entries(value as object))
          for (const [lang, text] of Object.entries(words as object)) all.set(`${part}·${lang}`, String(text ?? ''))
      else all.set(name, Array.isArray(value) ? value.join('，') : String(value ?? ''))
    return all
  }
  const [left, right] = [flat(one), flat(other)]
  return [...new Set([...left.keys(), ...right.keys()])]
    .map((what) => ({ what, one: left.get(what) ?? '', other: right.get(what) ?? '' }))
    .filter((each) => each.one !== each.other)
}
