import { performance } from 'node:perf_hooks'
import {
  FrameBufferPool,
  LaneMetrics,
  noGauges,
  RequestRecord,
  RunAccumulator,
  SecondMerger
} from '../../src/main/engine/metrics/index.ts'
import { DEFAULT_NETWORK } from '../../src/shared/network-settings.ts'
import { atMost, figure, type BenchRow } from './bench-row.ts'
import type { Plan, RequestSlot } from '../../src/shared/plan/plan.ts'

const SAMPLES = 1 << 14
const NAMES = 10
const REQUESTS_PER_SECOND = 50_000

const MANY_LANES = 64

/** Times recording on the lane and merging on the recorder, best of several rounds. Takes some seconds. */
export function runRecorderBench(): BenchRow[] {
  const { recordNs, takeMs, closeMs } = timeRecording(1, 30)
  const many = timeRecording(MANY_LANES, 6)
  return [
    atMost('dispatch and end of a request', recordNs, 'ns', 150),
    atMost(`frame of a second, ${NAMES} names`, takeMs, 'ms', 5),
    atMost(`merge and close a second, ${NAMES} names, 1 lane`, closeMs, 'ms', 20),
    atMost(`the same, ${MANY_LANES} lanes`, many.closeMs, 'ms', 500),
    figure('each further lane', (many.closeMs - closeMs) / (MANY_LANES - 1), 'ms')
  ]
}

interface RecordingTimes {
  readonly recordNs: number
  readonly takeMs: number
  readonly closeMs: number
}

/** On one thread, one lane after the other: only the merge is the recorder's and grows with the lanes. */
function timeRecording(laneCount: number, seconds: number): RecordingTimes {
  const plan = planOf(NAMES)
  const durations = latencySamples()
  const lanes = Array.from(
    { length: laneCount },
    (_, lane) => new LaneMetrics({ lane, tables: plan.slots, scenarioCount: 1 })
  )
  const buffers = new FrameBufferPool()
  const merger = new SecondMerger(plan, laneCount, new RunAccumulator(plan))
  const process = {
    ...{ processCpu: 0.1, residentBytes: 1, machineCpu: null, steal: null },
    ...{ openDescriptors: null, timeWaitPorts: null }
  }
  let record = Number.POSITIVE_INFINITY
  let take = Number.POSITIVE_INFINITY
  let close = Number.POSITIVE_INFINITY
  for (let second = 0; second < seconds; second++) {
    const frames: SharedArrayBuffer[] = []
    for (const lane of lanes) {
      record = Math.min(record, timed(() => recordSecond(lane, durations, second)) / REQUESTS_PER_SECOND)
      const takeMs = timed(() => {
        const options = { closedBeforeMs: (second + 1) * 1000, gauges: noGauges(), last: false }
        frames.push(...lane.takeFrames(options, (minBytes) => buffers.obtain(minBytes)))
      })
      take = Math.min(take, takeMs)
    }
    const closeMs = timed(() => {
      for (const frame of frames) merger.addFrame(frame)
      while (merger.closeNext(process) !== null);
    })
    for (const frame of frames) buffers.putBack(frame)
    close = Math.min(close, closeMs)
  }
  return { recordNs: record * 1e6, takeMs: take, closeMs: close }
}

function recordSecond(lane: LaneMetrics, durations: Float64Array, second: number): void {
  const record = new RequestRecord()
  for (let request = 0; request < REQUESTS_PER_SECOND; request++) {
    const durationMs = durations[request & (SAMPLES - 1)]!
    const startMs = second * 1000 + request * 0.018
    record.slot = request % NAMES
    record.intendedMs = startMs
    record.dispatchMs = startMs + 0.02
    record.readyMs = startMs + 0.03
    record.sentMs = startMs + 0.05
    record.firstByteMs = startMs + 0.05 + durationMs * 0.9
    record.endMs = startMs + 0.05 + durationMs
    record.status = 200
    record.bytesSent = 80
    record.bytesReceived = 250
    lane.requestDispatched(record)
    lane.requestEnded(record)
  }
}

/** Log-normal around 1 ms, from a fixed seed. */
function latencySamples(): Float64Array {
  let state = 12_345
  const uniform = (): number => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
    return (state + 1) / 2 ** 32
  }
  return Float64Array.from({ length: SAMPLES }, () => {
    const normal = Math.sqrt(-2 * Math.log(uniform())) * Math.cos(2 * Math.PI * uniform())
    return Math.exp(normal * 0.5)
  })
}

function planOf(names: number): Plan {
  const requests = Array.from({ length: names }, (_, index): RequestSlot => ({
    scenario: 0,
    name: `r${index}`
  }))
  return {
    version: 1,
    name: 'bench',
    target: null,
    variables: {},
    tags: {},
    scenarios: [
      {
        name: 'main',
        executor: { kind: 'constant-vus', vus: 1, durationMs: 1000 },
        startTimeMs: 0,
        gracefulStopMs: 0,
        flow: []
      }
    ],
    thresholds: [],
    cookies: 'reset',
    network: DEFAULT_NETWORK,
    warmUpMs: 0,
    slots: { requests, checks: [] }
  }
}

function timed(run: () => void): number {
  const startMs = performance.now()
  run()
  return performance.now() - startMs
}
