import { expect, it } from 'vitest'
import { marked } from './marks'

it('marks characters as the server counts them, also behind those of two halves', () => {
  const pieces = marked('😀我胸口痛', [[2, 4], [3, 5]])
  expect(pieces.map((piece) => [piece.text, piece.mark])).toEqual([
    ['😀我', false],
    ['胸口痛', true],
  ])
})
