import { describe, expect, it } from 'vitest'
import { countMarks, markOf } from '../../../src/renderer/src/charts/second-mark.ts'
import { runSecond } from '../support/run-fixtures.ts'

describe('the mark of a second', () => {
  const clean = runSecond(0).generator
  const suspect = runSecond(0, { suspect: true }).generator
  const saturated = runSecond(0, { suspect: true, saturated: true }).generator

  it('tells a saturated second from one that is suspect only, and neither from one that is not there', () => {
    expect([clean, suspect, saturated, undefined].map(markOf)).toEqual([null, 'suspect', 'saturated', null])
  })

  it('counts each of the given seconds once', () => {
    const marks = ['suspect', null, 'saturated', 'suspect'] as const
    const markAt = (second: number) => marks[second] ?? null
    expect(countMarks(markAt, [0, 1, 2, 3])).toEqual({ suspect: 2, saturated: 1 })
    expect(countMarks(markAt, [1, 2, 3])).toEqual({ suspect: 1, saturated: 1 })
  })
})
