import { expect, it } from 'vitest'
import { mapOf, textOf } from './lines'

it('reads what it wrote, and forgives blanks, empty lines and full-width signs', () => {
  const map = { booked: 'SMS_1', reminder: 'SMS_2' }
  expect(mapOf(textOf(map))).toEqual(map)
  expect(mapOf(' booked ＝ SMS_1 \n\n=x\nreminder=\n')).toEqual({ booked: 'SMS_1' })
})
