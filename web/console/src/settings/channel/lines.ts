/** Pairs as people write them: one a line, code=value. */
export const textOf = (map: Record<string, string>): string =>
  Object.entries(map)
    .map(([code, value]) => `${code}=${value}`)
    .join('\n')

export const mapOf = (text: string): Record<string, string> =>
  Object.fromEntries(
    text
      .split('\n')
      .map((line) => line.split(/[=＝]/, 2).map((part) => part.trim()))
      .filter((pair): pair is [string, string] => !!pair[0] && !!pair[1]),
  )
