import { expect, it } from 'vitest'
import { inconclusiveReasons } from '../../../src/shared/metrics/inconclusive.ts'
import type { RunSummary } from '../../../src/shared/metrics/summary.ts'
import { summary } from '../report/sample-run.ts'

function reasonsOf(generator: Partial<RunSummary['generator']>, reachedOfPlanned: number | null): string[] {
  const base = summary()
  return inconclusiveReasons({
    ...base,
    generator: { ...base.generator, ...generator },
    rates: { ...base.rates, reachedOfPlanned }
  })
}

it.each([
  ['a clean run', {}, 1, []],
  ['a closed model', {}, null, []],
  ['99 % of the rate exactly', {}, 0.99, []],
  ['some suspect seconds that are not many', { suspectSeconds: 1 }, 1, []],
  ['a run that is too short to judge', { state: null, suspectSeconds: 1 }, null, []],
  [
    'a saturated run that dropped a tenth',
    { state: 'saturated', saturatedSeconds: 12, suspectSeconds: 14 },
    0.9,
    [
      'the generator was saturated in 12 seconds: throughput is a lower bound, latency an upper bound',
      'only 90 % of the planned rate was reached'
    ]
  ],
  [
    'a suspect run',
    { state: 'suspect', suspectSeconds: 4 },
    0.9999,
    ['the generator was suspect in 4 seconds: its own lateness may be in the figures']
  ],
  ['all but all of the rate', {}, 0.9897, ['only 98.9 % of the planned rate was reached']]
] as const)('%s', (_, generator, reached, reasons) => {
  expect(reasonsOf(generator, reached)).toEqual(reasons)
})

it.each([
  ['one of a hundred', 100, 1, 'finished', []],
  [
    'more than one of a hundred',
    100,
    2,
    'finished',
    ['2 of 100 requests (2 %) had no answer when the run ended: no latency and no threshold knows of them']
  ],
  ['what a hand or a threshold cut off', 100, 50, 'stopped', []],
  ['a run without a request', 0, 0, 'finished', []]
] as const)('unanswered at the end: %s', (_, started, inFlight, status, reasons) => {
  const base = summary()
  const ended = { ...base, run: { ...base.run, status }, totals: { ...base.totals, started, inFlight } }
  expect(inconclusiveReasons(ended)).toEqual(reasons)
})
