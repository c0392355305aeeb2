import { performance } from 'node:perf_hooks'
import {
  FrameBufferPool,
  LaneMetrics,
  noGauges,
  RequestRecord,
  RunAccumulator,
  SecondMerger
} from '../../src/main/engine/metrics/index.ts'
import { atMost, type BenchRow } from './bench-row.ts'
import { DEFAULT_NETWORK } from '../../src/shared/network-settings.ts'
import type { Plan, RequestSlot } from '../../src/shared/plan/plan.ts'

const SAMPLES = 1 << 14
const NAMES = 10
const REQUESTS_PER_SECOND = 50_000

/** Times recording on the lane and merging on the recorder, best of several rounds. Takes about two seconds. */
export function runRecorderBench(): BenchRow[] {
  const plan = planOf(NAMES)
  const durations = latencySamples()
  const lane = new LaneMetrics({ lane: 0, tables: plan.slots, scenarioCount: 1 })
  const buffers = new FrameBufferPool()
  const merger = new SecondMerger(plan, 1, new RunAccumulator(plan))
  const process = {
    ...{ processCpu: 0.1, residentBytes: 1, machineCpu: null, steal: null },
    ...{ openDescriptors: null, timeWaitPorts: null }
  }
  let record = Number.POSITIVE_INFINITY
  let take = Number.POSITIVE_INFINITY
  let close = Number.POSITIVE_INFINITY
  for (let second = 0; second < 30; second++) {
    record = Math.min(record, timed(() => recordSecond(lane, durations, second)) / REQUESTS_PER_SECOND)
    let frames: ArrayBuffer[] = []
    const takeMs = timed(() => {
      const options = { closedBeforeMs: (second + 1) * 1000, gauges: noGauges(), last: false }
      frames = lane.takeFrames(options, (minBytes) => buffers.obtain(minBytes))
    })
    const closeMs = timed(() => {
      for (const frame of frames) merger.addFrame(frame)
      while (merger.closeNext(process) !== null);
    })
    for (const frame of frames) buffers.putBack(frame)
    take = Math.min(take, takeMs)
    close = Math.min(close, closeMs)
  }
  return [
    atMost('recorder: dispatch and end of a request', record * 1e6, 'ns', 150),
    atMost(`recorder: frame of a second, ${NAMES} names`, take, 'ms', 5),
    atMost(`recorder: merge and close a second, ${NAMES} names`, close, 'ms', 20)
  ]
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
