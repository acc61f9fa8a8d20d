import { describe, expect, it } from 'vitest'
import type { Entry } from '../state/protocol'
import { lastQuestion, saysStill } from './knowledge'

const said = (kind: 'visitor' | 'staff' | 'system', text: string, audience: 'all' | 'staff' = 'all'): Entry =>
  ({ kind: 'text', audience, by: { kind }, text }) as unknown as Entry

describe('what wants an answer', () => {
  it('is all that the visitor said since they were answered', () => {
    const thread = [said('visitor', '您好'), said('staff', '您好'), said('visitor', '种牙'), said('staff', '悄悄', 'staff'), said('visitor', '要多久？')]
    expect(lastQuestion(thread)).toBe('种牙\n要多久？')
  })
  it('is nothing once it was answered', () => {
    expect(lastQuestion([said('visitor', '种牙？'), said('staff', '三个月')])).toBe('')
  })
})

describe('what was sent', () => {
  it('is a use when it was adapted, and none when it was written over', () => {
    const taken = '种植牙一般需要三到六个月，先拍片。'
    expect(saysStill(taken, taken)).toBe(true)
    expect(saysStill(taken, '您放心问。种植牙一般要三到六个月，先拍片再定。')).toBe(true)
    expect(saysStill(taken, '停车在地下车库。')).toBe(false)
  })
})
