import { expect, it } from 'vitest'
import { sideText } from './sides'

const names = {
  departments: [{ code: 'cardio', name_zh: '心内科', name_en: 'Cardiology' }],
  doctors: [{ code: 'd1', name_zh: '沈明', name_en: 'Shen Ming' }],
  services: [],
}

it('says what the other side says in words, with codes by their names', () => {
  const said = sideText({ ref: 'H01', status: 'booked', price_fen: 2500, doctor: 'd1', department: 'cardio', service: 'GH', slot: 'S-9' }, names)
  expect(said).toBe('Booked · ¥25.00 · Shen Ming · Cardiology · GH · No. H01')
  expect(sideText({ refused: 'cancel', code: 'gone' }, names)).not.toMatch(/cancel · gone/)
  expect(sideText({ why: 'overlap' }, names)).toMatch(/overlaps/)
  expect(sideText({}, names)).toBe('')
})
