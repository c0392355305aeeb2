import { isJudgedSecond } from '../../../shared/metrics/judged-second.ts'
import type { LimiterVerdict } from '../../../shared/metrics/limiter.ts'
import type { GeneratorSummary, RequestTotals, RunSummary } from '../../../shared/metrics/summary.ts'
import { mostVus } from '../../../shared/plan/most-vus.ts'
import type { Plan } from '../../../shared/plan/plan.ts'
import { decideLimiter, generatorState } from './limiter/index.ts'
import type { LoadModel } from './limiter/index.ts'
import { isOpenModel } from './metrics-shape.ts'
import type { RunAccumulator } from './run-accumulator.ts'

/** What only those who run the generator know of it. */
export interface GeneratorFacts {
  readonly lanes: number
  readonly targetOnSameMachine: boolean
  /** User and system time of the whole process during the run; null where it was not measured. */
  readonly cpuMicroseconds: number | null
  /** How many descriptors and local ports there may be; null where it is not known. */
  readonly descriptorLimit: number | null
  readonly localPortLimit: number | null
}

interface GeneratorRun {
  readonly run: Pick<RunSummary['run'], 'durationMs' | 'environment'>
  readonly accumulator: RunAccumulator
  readonly generator: GeneratorFacts
}

/** The generator's watch over the whole run, and what limited it. */
export function summarizeGenerator(
  input: GeneratorRun,
  totals: RequestTotals,
  errors: Readonly<Record<string, number>>
): GeneratorSummary {
  const { accumulator, generator, run } = input
  const watch = accumulator.generator
  const ended = totals.completed + totals.failed + totals.timedOut
  const { cpuMicroseconds } = generator
  const span = { warmUpMs: accumulator.plan.warmUpMs, durationMs: run.durationMs }
  const judged = accumulator.timeline.seconds.filter(({ second }) => isJudgedSecond(second, span))
  return {
    suspectSeconds: watch.suspectSeconds,
    saturatedSeconds: watch.saturatedSeconds,
    state: generatorState(judged),
    limiter: limiterOf(input, errors),
    maxLoopDelayMs: watch.maxLoopDelayMs,
    laneBusyPercent: watch.meanLaneBusy * 100,
    cpuPercent: watch.meanProcessCpu * run.environment.cores * 100,
    cpuMicrosecondsPerRequest: cpuMicroseconds === null || ended === 0 ? null : cpuMicroseconds / ended,
    machineCpuPercent: percent(watch.meanMachineCpu),
    stealPercent: percent(watch.meanSteal),
    peakResidentBytes: watch.peakResidentBytes,
    peakDescriptors: watch.peakDescriptors,
    descriptorLimit: generator.descriptorLimit,
    peakLocalPorts: watch.peakPorts,
    localPortLimit: generator.localPortLimit,
    lanes: generator.lanes,
    targetOnSameMachine: generator.targetOnSameMachine
  }
}

function limiterOf(
  { accumulator, generator, run }: GeneratorRun,
  errors: Readonly<Record<string, number>>
): LimiterVerdict {
  const { plan } = accumulator
  const { targetOnSameMachine, descriptorLimit, localPortLimit } = generator
  return decideLimiter({
    seconds: accumulator.timeline.seconds,
    warmUpMs: plan.warmUpMs,
    durationMs: run.durationMs,
    model: loadModel(plan),
    maxVus: plan.scenarios.reduce((sum, { executor }) => sum + mostVus(executor), 0),
    hasThinkTime: plan.scenarios.some(({ flow }) => flow.some(({ kind }) => kind === 'think')),
    targetOnSameMachine,
    exhaustion: {
      descriptors: { failures: errors['descriptors_exhausted'] ?? 0, limit: descriptorLimit },
      ports: { failures: errors['address_exhausted'] ?? 0, limit: localPortLimit }
    }
  })
}

function loadModel({ scenarios }: Plan): LoadModel {
  const open = scenarios.filter(({ executor }) => isOpenModel(executor)).length
  if (open === 0) return 'closed'
  return open === scenarios.length ? 'open' : 'mixed'
}

function percent(share: number | null): number | null {
  return share === null ? null : share * 100
}
