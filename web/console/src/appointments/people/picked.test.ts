import { describe, expect, it } from 'vitest'
import { emptyPatient, whomOf } from './picked'

describe('whom it is for', () => {
  it('is somebody known by id alone', () => {
    expect(whomOf({ kind: 'known', person: { id: 'p1', name: '江禾' } })).toEqual({ person: 'p1' })
  })
  it('is nobody while name or phone are missing or wrong', () => {
    expect(whomOf(null)).toBeNull()
    expect(whomOf({ kind: 'new', patient: emptyPatient('江禾') })).toBeNull()
    expect(whomOf({ kind: 'new', patient: { ...emptyPatient('江禾'), phone: '1380' } })).toBeNull()
    expect(whomOf({ kind: 'new', patient: { ...emptyPatient('江禾'), phone: '13800000011', id_card: '12' } })).toBeNull()
  })
  it('is sent without the separators that people write', () => {
    const whom = whomOf({ kind: 'new', patient: { ...emptyPatient(' 江禾 '), phone: '138-0000-0011' } })
    expect(whom).toEqual({ new: { name: '江禾', phone: '13800000011', sex: '', born: null, id_card: '' } })
  })
})
