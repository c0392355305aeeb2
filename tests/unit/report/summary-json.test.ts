import { expect, it } from 'vitest'
import { summaryJson } from '../../../src/main/report/index.ts'
import { runSecond, runSummary } from '../../renderer/support/run-fixtures.ts'

it('names each second that the generator’s watch speaks against, with the reason, and no other', () => {
  const summary = runSummary()
  const { generator, ...rest } = summaryJson(summary, [
    runSecond(0, { suspect: true, reason: 'loop delay p99 was 4.3 ms' }),
    runSecond(1),
    runSecond(2, { suspect: true, saturated: true, reason: 'a lane was 97 % busy (saturated)' })
  ])
  expect({ ...rest, generator: summary.generator }).toEqual(summary)
  expect(generator).toEqual({
    ...summary.generator,
    doubtedSeconds: [
      { second: 0, state: 'suspect', reason: 'loop delay p99 was 4.3 ms' },
      { second: 2, state: 'saturated', reason: 'a lane was 97 % busy (saturated)' }
    ]
  })
})
