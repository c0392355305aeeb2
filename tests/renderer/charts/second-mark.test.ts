import { describe, expect, it } from 'vitest'
import { countMarks, markOf, worseMark } from '../../../src/renderer/src/charts/second-mark.ts'
import { runSecond } from '../support/run-fixtures.ts'

describe('the mark of a second', () => {
  const clean = runSecond(0).generator
  const suspect = runSecond(0, { suspect: true }).generator
  const saturated = runSecond(0, { suspect: true, saturated: true }).generator

  it('tells a saturated second from one that is suspect only, and neither from one that is not there', () => {
    expect([clean, suspect, saturated, undefined].map(markOf)).toEqual([null, 'suspect', 'saturated', null])
  })

  it('is the worse of two runs', () => {
    expect(worseMark('suspect', 'saturated')).toBe('saturated')
    expect(worseMark(null, 'suspect')).toBe('suspect')
    expect(worseMark(null, null)).toBeNull()
  })

  it('counts each second once', () => {
    const marks = ['suspect', null, 'saturated', 'suspect'] as const
    expect(countMarks((second) => marks[second] ?? null, 4)).toEqual({ suspect: 2, saturated: 1 })
  })
})
