/** Text cut into plain pieces and web addresses. Never HTML: the template draws each piece as text. */

export interface Piece {
  text: string
  href: string | null
  /** speaks for a red flag */
  mark?: boolean
}

// Chinese text runs into addresses without a space: an address ends at the first character that is not ASCII.
const ADDRESS = /\bhttps?:\/\/[\x21-\x7e]+/gi
const TAIL = /[.,;:!?'")\]}>]+$/

export function pieces(text: string): Piece[] {
  const found: Piece[] = []
  let reached = 0
  for (const match of text.matchAll(ADDRESS)) {
    const address = match[0].replace(TAIL, '')
    if (!URL.canParse(address)) continue
    if (match.index > reached) found.push({ text: text.slice(reached, match.index), href: null })
    found.push({ text: address, href: new URL(address).href })
    reached = match.index + address.length
  }
  if (reached < text.length) found.push({ text: text.slice(reached), href: null })
  return found
}
