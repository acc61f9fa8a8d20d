import { beforeEach, describe, expect, it } from 'vitest'
import { forget, keep, kept } from './kept'
import type { Pending } from './model'

const message = (id: string, state: Pending['state']): Pending => ({
  id, conversation: 'c1', text: id, file: null, whisper: false, at: '', state, problem: null,
})

describe('messages on their way', () => {
  beforeEach(() => sessionStorage.clear())

  it('outlive a reload with their ids; what is stored already does not', () => {
    keep(sessionStorage, 'me', [message('m1', 'sending'), message('m2', 'stored'), message('m3', 'failed')])
    expect(kept(sessionStorage, 'me').map((one) => one.id)).toEqual(['m1', 'm3'])
    keep(sessionStorage, 'me', [message('m2', 'stored')])
    expect(kept(sessionStorage, 'me')).toEqual([])
  })

  it('are nobody else\'s, and go with the drafts at signing out', () => {
    keep(sessionStorage, 'me', [message('m1', 'sending')])
    sessionStorage.setItem('bedside.draft.c1', '{"text":"x"}')
    sessionStorage.setItem('other', 'stays')
    expect(kept(sessionStorage, 'somebody')).toEqual([])
    forget(sessionStorage)
    expect(Object.keys(sessionStorage)).toEqual(['other'])
  })

  it('survive nonsense in the storage', () => {
    sessionStorage.setItem('bedside.outbox', '{nonsense')
    expect(kept(sessionStorage, 'me')).toEqual([])
  })
})
