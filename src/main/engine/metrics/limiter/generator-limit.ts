import type { GeneratorState, LimiterVerdict } from '../../../../shared/metrics/limiter.ts'
import { isMaterial } from '../../../../shared/metrics/judged-second.ts'
import { countText, msText, percentText } from '../../../../shared/metrics/limiter-words.ts'
import { SUSPECT_BUSY, SUSPECT_STEAL } from '../generator-second.ts'
import type { TimelineSecond } from './timeline-second.ts'
import { verdict } from './verdict.ts'

/** How the generator judges a run by its judged seconds; null where there were none. */
export function generatorState(judged: readonly TimelineSecond[]): GeneratorState | null {
  if (judged.length === 0) return null
  if (isMaterial(judged.filter(({ generator }) => generator.saturated).length, judged.length))
    return 'saturated'
  return isMaterial(judged.filter(({ generator }) => generator.suspect).length, judged.length)
    ? 'suspect'
    : 'clean'
}

export interface Exhaustion {
  /** Requests that found no free descriptor, and how many there were. */
  readonly descriptors: { readonly failures: number; readonly limit: number | null }
  /** Requests that found no free local port, and how many there were. */
  readonly ports: { readonly failures: number; readonly limit: number | null }
}

/** A request that found no descriptor or no port is the generator's fault, beyond doubt. */
export function exhaustion({ descriptors, ports }: Exhaustion): LimiterVerdict | null {
  const of = (limit: number | null): string => (limit === null ? '' : ` of ${countText(limit)}`)
  if (descriptors.failures > 0) {
    const text = `The generator: ${countText(descriptors.failures)} requests found no free descriptor${of(descriptors.limit)}.`
    return verdict('generator', 'descriptors', descriptors.failures, text)
  }
  if (ports.failures > 0) {
    const text = `The generator: ${countText(ports.failures)} requests found no free local port${of(ports.limit)}.`
    return verdict('generator', 'ports', ports.failures, text)
  }
  return null
}

/** A lane that has no time left makes both the rate and the latency its own. */
export function saturation(judged: readonly TimelineSecond[]): LimiterVerdict {
  const saturated = judged.filter(({ generator }) => generator.saturated)
  const busy = mean(saturated.map(({ generator }) => generator.laneBusy))
  const seconds = `${saturated.length} of ${judged.length} seconds`
  return verdict(
    'generator',
    'laneBusy',
    busy * 100,
    `The generator: a lane was ${percentText(busy)} busy in ${seconds}, so that throughput is a lower bound and latency an upper bound.`
  )
}

/** How late the generator was in its suspect seconds: by its start lag or by its loop, whichever is more. */
export function latenessMs(suspect: readonly TimelineSecond[]): number {
  return Math.max(medianOf(suspect, 'startLagP99Ms'), medianOf(suspect, 'loopDelayP99Ms'))
}

/** The figure that made the most seconds suspect, or by the most. */
export function lateness(judged: readonly TimelineSecond[]): LimiterVerdict {
  const suspect = judged.filter(({ generator }) => generator.suspect)
  const seconds = `the ${suspect.length} suspect of ${judged.length} seconds`
  const steal = mean(suspect.map(({ generator }) => generator.steal ?? 0))
  if (steal > SUSPECT_STEAL) {
    const text = `The generator: the host took ${percentText(steal)} of the machine's time (steal) in ${seconds}.`
    return verdict('generator', 'steal', steal * 100, text)
  }
  const busy = mean(suspect.map(({ generator }) => generator.laneBusy))
  const lagMs = medianOf(suspect, 'startLagP99Ms')
  const loopMs = medianOf(suspect, 'loopDelayP99Ms')
  if (busy > SUSPECT_BUSY) {
    const text = `The generator: a lane was ${percentText(busy)} busy in ${seconds}.`
    return verdict('generator', 'laneBusy', busy * 100, text)
  }
  return loopMs > lagMs
    ? verdict(
        ...(['generator', 'loopDelay', loopMs] as const),
        `The generator: its loop delay p99 was ${msText(loopMs)} in ${seconds}.`
      )
    : verdict(
        ...(['generator', 'startLag', lagMs] as const),
        `The generator: its start lag p99 was ${msText(lagMs)} in ${seconds}.`
      )
}

function mean(values: readonly number[]): number {
  return values.length === 0 ? 0 : values.reduce((sum, value) => sum + value, 0) / values.length
}

/** 0 where nothing was measured. */
function medianOf(seconds: readonly TimelineSecond[], figure: 'startLagP99Ms' | 'loopDelayP99Ms'): number {
  const values = seconds
    .map(({ generator }) => generator[figure])
    .filter((value) => !Number.isNaN(value))
    .sort((a, b) => a - b)
  return values[Math.floor(values.length / 2)] ?? 0
}
