import { decideLimiter, type LimiterInput } from '../../../../../src/main/engine/metrics/limiter/index.ts'
import type { TimelineSecond } from '../../../../../src/main/engine/metrics/limiter/timeline-second.ts'
import type { GeneratorSecond } from '../../../../../src/shared/metrics/series.ts'
import type { LimiterVerdict } from '../../../../../src/shared/metrics/limiter.ts'

/** A second as a test gives it: means of phases instead of sums, and only what differs from a quiet generator. */
export interface SyntheticSecond extends Partial<Omit<TimelineSecond, 'second' | 'phaseMs' | 'generator'>> {
  readonly setup?: number
  readonly sending?: number
  readonly waiting?: number
  readonly receiving?: number
  readonly generator?: Partial<GeneratorSecond>
}

const QUIET: GeneratorSecond = {
  ...{ laneBusy: 0.2, loopDelayP99Ms: 0.1, loopDelayMaxMs: 0.5, gcMs: 0, processCpu: 0.1, machineCpu: 0.3 },
  ...{ steal: 0, startLagP99Ms: 0.1, residentBytes: 1e8, openDescriptors: 40, localPorts: 12 },
  ...{ suspect: false, saturated: false, reason: '' }
}

function timelineSecond(second: number, given: SyntheticSecond): TimelineSecond {
  const { setup = 0, sending = 0, waiting = 10, receiving = 0.1, generator, ...figures } = given
  const ended = figures.ended ?? figures.iterationsStarted ?? 100
  const timed = figures.timed ?? ended
  return {
    ...{ second, iterationsPlanned: 100, iterationsStarted: 100, iterationsDropped: 0 },
    ...{ activeVus: 10, requestsInFlight: 5, failed: 0, bytesSent: 100 * ended, bytesReceived: 1000 * ended },
    ...figures,
    ...{ ended, timed },
    phaseMs: {
      ...{ setup: setup * timed, sending: sending * timed },
      ...{ waiting: waiting * timed, receiving: receiving * timed }
    },
    generator: { ...QUIET, ...generator }
  }
}

/** The verdict on a run of whole seconds, each as the function gives it. */
export function limiterOf(
  seconds: number,
  each: (second: number) => SyntheticSecond,
  more: Partial<LimiterInput> = {}
): LimiterVerdict {
  return decideLimiter({
    seconds: Array.from({ length: seconds }, (_, second) => timelineSecond(second, each(second))),
    ...{ warmUpMs: 0, durationMs: seconds * 1000, model: 'open', maxVus: 50, hasThinkTime: false },
    targetOnSameMachine: false,
    exhaustion: { descriptors: { failures: 0, limit: 1024 }, ports: { failures: 0, limit: 28_232 } },
    ...more
  })
}
