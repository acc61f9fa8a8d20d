import { expect, test } from 'vitest'
import { langOf, replaceIn } from './refused'

test('a refused sentence gives way wherever it stands in the form', () => {
  const form = { zh: '您好。保证治好。', parts: { answer: { zh: '保证治好。', en: 'no' } }, also: ['保证治好。'], when: null, n: 3 }
  replaceIn(form, '保证治好。', '请医生$&看。')
  expect(form).toEqual({ zh: '您好。请医生$&看。', parts: { answer: { zh: '请医生$&看。', en: 'no' } }, also: ['请医生$&看。'], when: null, n: 3 })
})

test('Chinese with a Latin word is Chinese', () => {
  expect([langOf('做 CT'), langOf('A CT scan')]).toEqual(['zh', 'en'])
})
