import { expect, test } from 'vitest'
import { marked, reworded } from './reword'

const words = (...stretches: [number, number][]) => ({ words: stretches })
const change = (...stretches: [number, number][]) => ({ words: stretches, say: '效果要医生检查后说明。' })

test('words are marked where they were typed, also behind an emoji', () => {
  expect(marked('😀保证好', [words([1, 3])])).toEqual([
    { text: '😀', blocked: false },
    { text: '保证', blocked: true },
    { text: '好', blocked: false },
  ])
})

test('what is blocked is marked over what could be said better', () => {
  expect(marked('一流，保证好', [words([3, 5])], [words([0, 5])])).toEqual([
    { text: '一流，', blocked: false, soft: true },
    { text: '保证', blocked: true },
    { text: '好', blocked: false },
  ])
})

test('only the sentence that the words stand in gives way', () => {
  expect(reworded('您好！我们保证治好。周三有号。', [change([5, 9])], 'zh')).toBe('您好！效果要医生检查后说明。周三有号。')
})

test('one change is made once', () => {
  expect(reworded('保证好。保证好！', [change([0, 2], [4, 6])], 'zh')).toBe('效果要医生检查后说明。')
})

test('what is about the whole takes its place', () => {
  expect(reworded('很长。很长。', [change()], 'zh')).toBe('效果要医生检查后说明。')
})
