/** Stretches of a message that speak for a red flag. The server counts characters, not JavaScript's halves of them. */
import type { Piece } from './links'
import type { Entry, Flag } from './protocol'

export type Mark = [start: number, end: number]

export function marksOf(flag: Flag | null, entry: Entry): Mark[] {
  return (flag?.words ?? []).filter((word) => word.message === entry.id).map((word) => [word.start, word.end])
}

/** The text in pieces, marked and not. Stretches may overlap. */
export function marked(text: string, marks: readonly Mark[]): Piece[] {
  const pieces: Piece[] = []
  ;[...text].forEach((character, at) => {
    const mark = marks.some(([start, end]) => start <= at && at < end)
    const last = pieces.at(-1)
    if (last && Boolean(last.mark) === mark) last.text += character
    else pieces.push({ text: character, href: null, mark })
  })
  return pieces
}
