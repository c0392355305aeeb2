import { describe, expect, it } from 'vitest'
import { closestWord } from '../../../../src/shared/plan/closest-word.ts'

const KEYS = ['duration', 'rate', 'timeUnit', 'vus', 'maxVUs']

describe('closestWord', () => {
  it.each([
    ['durration', 'duration'],
    ['Duration', 'duration'],
    ['timeunit', 'timeUnit'],
    ['vu', 'vus'],
    ['maxvus', 'maxVUs'],
    ['rates', 'rate'],
    ['rtae', 'rate']
  ])('takes %s for %s', (word, expected) => {
    expect(closestWord(word, KEYS)).toBe(expected)
  })

  it.each(['requests', 'x', 'think', ''])('takes %j for nothing', (word) => {
    expect(closestWord(word, KEYS)).toBeNull()
  })
})
