/** Claims in a text as typed: where they stand, and the text with lawful words in their place. Pure. */
import type { Claim } from '../state/protocol'

export interface Piece {
  text: string
  blocked: boolean
}

/** The text in pieces, those that a claim is made of marked. Stretches are told in characters (code points). */
export function marked(text: string, claims: readonly Claim[]): Piece[] {
  const letters = [...text]
  const blocked = letters.map(() => false)
  for (const claim of claims) for (const [start, end] of claim.words) blocked.fill(true, start, Math.min(end, letters.length))
  const pieces: Piece[] = []
  letters.forEach((letter, at) => {
    const last = pieces.at(-1)
    if (last && last.blocked === blocked[at]) last.text += letter
    else pieces.push({ text: letter, blocked: blocked[at] ?? false })
  })
  return pieces
}

/** Each sentence that makes a claim gives way to what may be said instead, once for each rule. */
export function reworded(text: string, claims: readonly Claim[], lang: 'zh' | 'en'): string {
  const letters = [...text]
  const said = new Set<string>()
  let whole = ''
  let start = 0
  for (let end = 1; end <= letters.length; end += 1) {
    if (end < letters.length && !ends(letters, end - 1)) continue
    const here = claims.filter((claim) => claim.words.some(([from, to]) => from < end && to > start))
    if (here.length === 0) whole += letters.slice(start, end).join('')
    for (const claim of here) {
      if (said.has(claim.rule)) continue
      said.add(claim.rule)
      whole += (whole && !/[\s。！？；]$/.test(whole) && lang === 'en' ? ' ' : '') + (lang === 'en' ? claim.instead_en : claim.instead_zh)
    }
    start = end
  }
  return whole.trim()
}

function ends(letters: readonly string[], at: number): boolean {
  const letter = letters[at] ?? ''
  return /[。！？!?；;\n]/.test(letter) || (letter === '.' && /\s/.test(letters[at + 1] ?? ''))
}
