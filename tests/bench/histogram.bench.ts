import { performance } from 'node:perf_hooks'
import { deflateSync } from 'node:zlib'
import { atMost, figure, type BenchRow } from './bench-row.ts'
import {
  addCompact,
  compactSizeBound,
  encodeV2,
  encodeV2Compressed,
  HdrHistogram,
  writeCompact
} from '../../src/shared/metrics/histogram/index.ts'

const SAMPLES = 1 << 16

/** Times each histogram operation that a run performs often, best of several rounds. Takes about a second. */
export function runHistogramBench(): BenchRow[] {
  const latencies = latencySamples(SAMPLES)
  const filled = filledWith(latencies)
  const merged = filledWith(latencies)
  const buffer = new Uint8Array(compactSizeBound(filled))
  const received = new HdrHistogram()
  return [
    atMost('histogram: record', nanosecondsOfRecord(latencies), 'ns', 10),
    figure(
      'histogram: merge',
      microsecondsOf(2_000, () => merged.add(filled)),
      'us'
    ),
    figure(
      'histogram: compact write',
      microsecondsOf(2_000, () => writeCompact(filled, buffer, 0)),
      'us'
    ),
    figure(
      'histogram: compact read',
      microsecondsOf(2_000, () => addCompact(received, buffer, 0)),
      'us'
    ),
    figure(
      'histogram: V2 encode',
      microsecondsOf(2_000, () => encodeV2(filled)),
      'us'
    ),
    figure(
      'histogram: V2 encode, compressed',
      microsecondsOf(200, () => encodeV2Compressed(filled, deflateSync)),
      'us'
    ),
    figure(
      'histogram: p99',
      microsecondsOf(2_000, () => filled.valueAtPercentile(99)),
      'us'
    ),
    figure('histogram: V2 compressed size', encodeV2Compressed(filled, deflateSync).length, 'bytes')
  ]
}

/** Log-normal latencies around 3 ms with a long tail, in microseconds; the same ones every time. */
function latencySamples(length: number): Uint32Array {
  let state = 0x9e3779b9
  const uniform = (): number => {
    state ^= state << 13
    state ^= state >>> 17
    state ^= state << 5
    return ((state >>> 0) + 1) / 2 ** 32
  }
  const normal = (): number => Math.sqrt(-2 * Math.log(uniform())) * Math.cos(2 * Math.PI * uniform())
  return Uint32Array.from({ length }, () => 3_000 * Math.exp(0.6 * normal()))
}

function filledWith(values: Uint32Array): HdrHistogram {
  const histogram = new HdrHistogram()
  for (const value of values) histogram.record(value)
  return histogram
}

function nanosecondsOfRecord(latencies: Uint32Array): number {
  const histogram = new HdrHistogram()
  const perRound = microsecondsOf(20, () => {
    for (let i = 0; i < latencies.length; i++) histogram.record(latencies[i]!)
  })
  return (perRound * 1_000) / latencies.length
}

/** The time of one call: the best of eight rounds, the first ones of which warm up the compiler. */
function microsecondsOf(calls: number, call: () => void): number {
  let best = Infinity
  for (let round = 0; round < 8; round++) {
    const startMs = performance.now()
    for (let i = 0; i < calls; i++) call()
    best = Math.min(best, ((performance.now() - startMs) * 1_000) / calls)
  }
  return best
}
