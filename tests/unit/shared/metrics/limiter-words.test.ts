import { expect, it } from 'vitest'
import { LIMITER_FIGURES } from '../../../../src/shared/metrics/limiter.ts'
import type { LimiterVerdict } from '../../../../src/shared/metrics/limiter.ts'
import { limiterWords } from '../../../../src/shared/metrics/limiter-words.ts'

it.each([
  ['service', 'phaseGrowth', 380.4, 'waiting', 'the service: waiting +380 ms'],
  ['service', 'phaseShare', 98.7, 'setup', 'the service: setup 99 % of the time'],
  ['service', 'failedShare', 2.1, null, 'the service: 2 % failed'],
  ['generator', 'laneBusy', 97, null, 'the generator: lane 97 % busy'],
  ['generator', 'startLag', 12.3, null, 'the generator: start lag 12 ms'],
  ['generator', 'loopDelay', 1.26, null, 'the generator: loop delay 1.3 ms'],
  ['generator', 'steal', 12, null, 'the generator: steal 12 %'],
  ['generator', 'descriptors', 1312, null, 'the generator: no descriptor ×1,312'],
  ['generator', 'ports', 9, null, 'the generator: no local port ×9'],
  ['plan', 'rate', 499.99, null, 'the plan: rate of 500/s reached'],
  ['plan', 'dropped', 20, null, 'the plan: maxVUs, 20 % dropped'],
  ['plan', 'vus', 50, null, 'the plan: 50 virtual users'],
  ['plan', 'thinkShare', 99.97, null, 'the plan: think times, 99.9 % of the time'],
  ['network', 'bytesPerSecond', 118e6, 'receiving', 'the network: receiving at 118 MB/s'],
  ['unclear', 'judgedSeconds', 1, null, 'unclear: too few seconds'],
  ['unclear', 'machineCpu', 99.2, null, 'unclear: shared machine 99.2 % busy'],
  ['unclear', 'reachedShare', 93.4, null, 'unclear: 93 % of the rate reached']
] as const)('%s by %s in a few words', (limiter, figure, value, phase, expected) => {
  const verdict: LimiterVerdict = { limiter, phase, figure, value, unit: LIMITER_FIGURES[figure], text: '' }
  const { who, what } = limiterWords(verdict)
  expect(`${who}: ${what}`).toBe(expected)
})
