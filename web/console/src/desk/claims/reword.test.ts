import { expect, test } from 'vitest'
import { marked, reworded } from './reword'

const claim = (words: [number, number][], rule = 'L01.effect') => ({
  rule,
  words,
  reason: '',
  instead_zh: '效果要医生检查后说明。',
  instead_en: 'A doctor will explain.',
})

test('words are marked where they were typed, also behind an emoji', () => {
  expect(marked('😀保证好', [claim([[1, 3]])])).toEqual([
    { text: '😀', blocked: false },
    { text: '保证', blocked: true },
    { text: '好', blocked: false },
  ])
})

test('only the sentence that makes the claim gives way', () => {
  expect(reworded('您好！我们保证治好。周三有号。', [claim([[5, 9]])], 'zh')).toBe('您好！效果要医生检查后说明。周三有号。')
})

test('one rule is reworded once', () => {
  expect(reworded('保证好。保证好！', [claim([[0, 2], [4, 6]])], 'zh')).toBe('效果要医生检查后说明。')
})
