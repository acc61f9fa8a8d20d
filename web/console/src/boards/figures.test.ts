import { describe, expect, it } from 'vitest'
import { join, rate } from './figures'

const visit = (key: string, visits: number) => ({ key, visits, first_visits: 1, views: visits * 2, seconds: 0 })
const talk = (key: string, consultations: number) => ({
  key, consultations, effective: 1, contact_left: 0, will_come: 0, won_again: 0, unanswered: 0, rated: 0, mean_score: null,
  first_answer_median: null, first_answer_p90: null,
})

describe('two quantities, one conversion', () => {
  it('joins both by key and adds hospitals up', () => {
    const rows = join([visit('baidu', 40), visit('baidu', 10), visit('', 5)], [talk('baidu', 8), talk('phone', 2)])
    expect(rows.map((each) => [each.key, each.visits, each.consultations])).toEqual([['baidu', 50, 8], ['', 5, 0], ['phone', 0, 2]])
    expect(join([], [], [{ campaign: 'teeth', visits: 9, visitors: 7, won_again: 2 }])[0]).toMatchObject({ key: 'teeth', wonAgain: 2 })
  })
  it('gives a Wilson interval', () => {
    // 10 of 100: Wilson 95 % is 5.52 % to 17.44 %.
    const found = rate(10, 100)
    expect(found?.low).toBeCloseTo(0.0552, 4)
    expect(found?.high).toBeCloseTo(0.1744, 4)
  })
  it('says nothing on too few, and never more than all', () => {
    expect(rate(1, 19)).toBeNull()
    expect(rate(30, 20)).toBeNull()
  })
})
