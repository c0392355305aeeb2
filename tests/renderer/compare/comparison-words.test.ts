import { describe, expect, it } from 'vitest'
import {
  changeText,
  groupDifferences,
  headline,
  relativeText,
  suspectWarning
} from '../../../src/renderer/src/features/compare/comparison-words.ts'
import { runSummary } from '../support/run-fixtures.ts'
import { comparison, difference } from './comparison-fixtures.ts'

const SPACE = '\u202f'

describe('the groups of differences', () => {
  it('begin with what got worse and keep the order of importance inside', () => {
    const groups = groupDifferences([
      difference('same', { metric: 'a' }),
      difference('worse', { metric: 'b' }),
      difference('neutral', { metric: 'c' }),
      difference('better', { metric: 'd' }),
      difference('worse', { metric: 'e' })
    ])
    expect(groups.map(({ title, differences }) => [title, differences.map(({ metric }) => metric)])).toEqual([
      ['Worse', ['b', 'e']],
      ['Better', ['d']],
      ['Not judged', ['c']],
      ['No change', ['a']]
    ])
  })

  it('say once why nothing was judged', () => {
    const withheld = difference('neutral', { basis: 'no verdict: the generator was suspect' })
    const [group] = groupDifferences([withheld, withheld])
    expect(group?.commonBasis).toBe('no verdict: the generator was suspect')
    expect(groupDifferences([withheld, difference('neutral')])[0]?.commonBasis).toBeNull()
  })
})

describe('the headline', () => {
  it('names the most important figure that got worse', () => {
    const { word, tone, sentence, detail } = headline(
      comparison([difference('worse'), difference('worse', { metric: 'waiting mean' }), difference('same')])
    )
    expect([word, tone]).toEqual(['WORSE', 'bad'])
    expect(sentence).toBe(`response p99 +31${SPACE}%, from 100 to 131${SPACE}ms`)
    expect(detail).toBe('2 worse, 1 without a change · rank test over 58 and 58 seconds, p < 0.001')
  })

  it('says where, when it is one request', () => {
    const item = difference('better', { requestName: 'item', base: 100, other: 50, relative: -0.5 })
    expect(headline(comparison([item]))).toMatchObject({
      word: 'BETTER',
      sentence: `response p99 of item \u221250${SPACE}%, from 100 to 50.0${SPACE}ms`
    })
  })

  it('is mixed when figures moved both ways', () => {
    expect(headline(comparison([difference('worse'), difference('better')])).word).toBe('MIXED')
  })

  it('tells no change from no verdict', () => {
    expect(headline(comparison([difference('same')])).word).toBe('NO CHANGE')
    const withheld = difference('neutral', { basis: 'no verdict: the generator was suspect' })
    expect(headline(comparison([withheld]))).toMatchObject({
      word: 'NO VERDICT',
      detail: 'the generator was suspect'
    })
    expect(headline(comparison([])).word).toBe('NO VERDICT')
  })
})

describe('how much', () => {
  it.each([
    [0.31, `+31${SPACE}%`],
    [-0.04, `\u22124.0${SPACE}%`],
    [0.0051, `+0.51${SPACE}%`],
    [14, '×15'],
    [0, `0${SPACE}%`]
  ])('%d is %s', (relative, text) => {
    expect(relativeText(relative)).toBe(text)
  })

  it('is percentage points for shares and words where a side has nothing', () => {
    const share = { unit: 'share' as const, relative: null }
    expect(changeText(difference('worse', { ...share, base: 0.002, other: 0.0213 }))).toBe(`+1.9${SPACE}pp`)
    expect(changeText(difference('neutral', { base: null, other: 5, relative: null }))).toBe('new')
    expect(changeText(difference('neutral', { base: 5, other: null, relative: null }))).toBe('gone')
    expect(changeText(difference('worse', { base: 0, other: 5, relative: null }))).toBe('from 0')
  })
})

describe('the warning about the sides', () => {
  const { generator } = runSummary()
  const suspect = runSummary({ generator: { ...generator, suspectSeconds: 2 } })
  const saturated = runSummary({ generator: { ...generator, suspectSeconds: 2, saturatedSeconds: 1 } })

  it('names those whose generator was not clean', () => {
    expect(suspectWarning(runSummary(), runSummary())).toBeNull()
    expect(suspectWarning(runSummary(), suspect)).toMatch(/was suspect in 2 of 3 seconds of the other run:/)
    expect(suspectWarning(saturated, suspect)).toBe(
      'The generator was saturated in 1 of 3 seconds of the base run and suspect in 2 of 3 seconds of the other run: part of what differs may be its own doing.'
    )
  })
})
