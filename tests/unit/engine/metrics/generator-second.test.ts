import { describe, expect, it } from 'vitest'
import { judgeGenerator } from '../../../../src/main/engine/metrics/generator-second.ts'

const clean = { startLagP99Ms: 0.2, responseP50Ms: 10, laneBusy: 0.3, loopDelayP99Ms: 0.2, steal: 0 }

describe('the generator verdict of a second', () => {
  it.each([
    ['everything is low', {}, false, false, ''],
    [
      'the lag is over 1 ms and over 5 % of the median',
      { startLagP99Ms: 1.1 },
      true,
      false,
      'start lag p99 was 1.1 ms'
    ],
    ['the lag is 1 ms exactly', { startLagP99Ms: 1 }, false, false, ''],
    ['the lag is over 1 ms but under 5 %', { startLagP99Ms: 4, responseP50Ms: 100 }, false, false, ''],
    ['the lag is 5 % exactly', { startLagP99Ms: 5, responseP50Ms: 100 }, false, false, ''],
    [
      'the lag is over 5 %',
      { startLagP99Ms: 12, responseP50Ms: 100 },
      true,
      false,
      'start lag p99 was 12 ms'
    ],
    ['the lag is over 5 % but under 1 ms', { startLagP99Ms: 0.9, responseP50Ms: 1 }, false, false, ''],
    [
      'there is no median yet',
      { startLagP99Ms: 1.5, responseP50Ms: Number.NaN },
      true,
      false,
      'start lag p99 was 1.5 ms'
    ],
    ['nothing was dispatched', { startLagP99Ms: Number.NaN }, false, false, ''],
    ['the loop is late', { loopDelayP99Ms: 2 }, true, false, 'loop delay p99 was 2.0 ms'],
    [
      'the loop is late, but little of the median',
      { loopDelayP99Ms: 2, responseP50Ms: 100 },
      false,
      false,
      ''
    ],
    ['a lane is 80 % busy exactly', { laneBusy: 0.8 }, false, false, ''],
    ['a lane is over 80 % busy', { laneBusy: 0.85 }, true, false, 'a lane was 85 % busy'],
    ['a lane is 90 % busy exactly', { laneBusy: 0.9 }, true, false, 'a lane was 90 % busy'],
    ['a lane is over 90 % busy', { laneBusy: 0.97 }, true, true, 'a lane was 97 % busy (saturated)'],
    ['the host took 5 % exactly', { steal: 0.05 }, false, false, ''],
    ['the host took over 5 %', { steal: 0.12 }, true, false, 'the host took 12 % of the machine (steal)'],
    ['nobody knows what the host took', { steal: null }, false, false, ''],
    [
      'several figures are bad',
      { laneBusy: 0.97, startLagP99Ms: 30, loopDelayP99Ms: 8 },
      true,
      true,
      'a lane was 97 % busy (saturated), start lag p99 was 30 ms, loop delay p99 was 8.0 ms'
    ]
  ])('when %s', (_, figures, suspect, saturated, reason) => {
    expect(judgeGenerator({ ...clean, ...figures })).toEqual({ suspect, saturated, reason })
  })
})
