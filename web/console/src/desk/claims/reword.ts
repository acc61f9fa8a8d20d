/** A draft as typed: where words stand that may not be said so, or could be said better, and the text with others in their place. Pure. */

/** Stretches are told in characters (code points). */
type Words = readonly (readonly [number, number] | readonly number[])[]

export interface Piece {
  text: string
  blocked: boolean
  /** could be said better */
  soft?: boolean
}

/** Sentences in which one of the words stands give way to `say`, once; all of them, where there are no words. */
export interface Change {
  words: Words
  say: string
}

/** The text in pieces, those of `blocked` and of `soft` marked. */
export function marked(text: string, blocked: readonly { words: Words }[], soft: readonly { words: Words }[] = []): Piece[] {
  const letters = [...text]
  const marks = letters.map(() => 0)
  const mark = (all: readonly { words: Words }[], as: number): void =>
    all.forEach((each) => each.words.forEach(([start = 0, end = 0]) => marks.fill(as, start, Math.min(end, letters.length))))
  mark(soft, 1)
  mark(blocked, 2)
  const pieces: Piece[] = []
  letters.forEach((letter, at) => {
    const last = pieces.at(-1)
    if (last && marks[at] === marks[at - 1]) last.text += letter
    else pieces.push({ text: letter, blocked: marks[at] === 2, ...(marks[at] === 1 && { soft: true }) })
  })
  return pieces
}

export function reworded(text: string, changes: readonly Change[], lang: 'zh' | 'en'): string {
  const letters = [...text]
  const said = new Set<Change>()
  let whole = ''
  let start = 0
  for (let end = 1; end <= letters.length; end += 1) {
    if (end < letters.length && !ends(letters, end - 1)) continue
    const here = changes.filter(({ words }) => words.length === 0 || words.some(([from = 0, to = 0]) => from < end && to > start))
    if (here.length === 0) whole += letters.slice(start, end).join('')
    for (const change of here) {
      if (said.has(change)) continue
      said.add(change)
      whole += (whole && !/[\s。！？；]$/.test(whole) && lang === 'en' ? ' ' : '') + change.say
    }
    start = end
  }
  return whole.trim()
}

function ends(letters: readonly string[], at: number): boolean {
  const letter = letters[at] ?? ''
  return /[。！？!?；;\n]/.test(letter) || (letter === '.' && /\s/.test(letters[at + 1] ?? ''))
}
