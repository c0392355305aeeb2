import type { CapacityStep, CurrentStep, JudgedObjective } from '../../shared/capacity/capacity.ts'
import type { LiveProgress } from '../../shared/ipc-contract.ts'
import type { RunSummary, ThresholdResult } from '../../shared/metrics/summary.ts'
import { validatePlanDocument } from '../plan/index.ts'
import type { GeneratorHold, RunHandle } from '../run/index.ts'
import type { CapacityRequest } from './capacity-contract.ts'
import type { NextStep } from './capacity-search.ts'
import { judgeStep } from './judge-step.ts'
import { stepDocument } from './step-document.ts'
import { stepSecondOf, sumOf, type StepSecond } from './step-second.ts'
import { StepWatch } from './step-watch.ts'

/** One step of a search: a run at one rate, ended as soon as it says enough. */
export class StepRun {
  readonly #next: NextStep
  readonly #position: number
  readonly #watch: StepWatch
  readonly #warmUpSeconds: number
  readonly #handle: RunHandle
  readonly #savedAs: string | null
  readonly #report: () => void
  #elapsedMs = 0
  #draining = false
  #stopped = false

  /** Resolves when the first request may go out. @throws Error when the run cannot be prepared */
  static async start(
    request: CapacityRequest,
    searchId: string,
    next: NextStep,
    position: number,
    generator: GeneratorHold,
    report: () => void
  ): Promise<StepRun> {
    const { settings, plan } = request
    // What a plan says of warming up is meant for a service that was idle.
    const warmUpSeconds = Math.max(
      settings.warmUpSeconds,
      position === 1 ? Math.ceil(plan.warmUpMs / 1000) : 0
    )
    const document = stepDocument({
      ...request,
      shares: request.shares.shares,
      ...{ rate: next.rate, warmUpSeconds, measuredSeconds: settings.maxStepSeconds },
      tags: { capacity: searchId, step: String(position), rate: String(next.rate) }
    })
    const parsed = validatePlanDocument(document)
    if (!parsed.valid) throw new Error(`a step's plan is wrong: ${parsed.problems[0]?.message ?? ''}`)
    const handle = await generator.start({
      ...{ plan: parsed.plan, document, folder: request.folder, env: request.env, files: request.files },
      lanes: request.lanes,
      ...{ allowedHosts: request.allowedHosts, databaseFile: request.stepsDatabaseFile }
    })
    const watch = new StepWatch({ ...settings, warmUpSeconds })
    const savedAs = request.stepsDatabaseFile === null ? null : handle.started.runId
    return new StepRun({ next, position, watch, warmUpSeconds, handle, savedAs, report })
  }

  private constructor(parts: {
    next: NextStep
    position: number
    watch: StepWatch
    warmUpSeconds: number
    handle: RunHandle
    savedAs: string | null
    report: () => void
  }) {
    this.#next = parts.next
    this.#position = parts.position
    this.#watch = parts.watch
    this.#warmUpSeconds = parts.warmUpSeconds
    this.#handle = parts.handle
    this.#savedAs = parts.savedAs
    this.#report = parts.report
    parts.handle.onProgress((progress) => this.#onProgress(progress))
  }

  get current(): CurrentStep {
    const { seconds } = this.#watch
    const last = seconds.at(-1)
    const figure = (value: number | undefined): number | null =>
      value === undefined || Number.isNaN(value) ? null : value
    return {
      position: this.#position,
      ...this.#next,
      phase: this.#draining
        ? 'draining'
        : this.#elapsedMs < this.#warmUpSeconds * 1000
          ? 'warming up'
          : 'measuring',
      elapsedSeconds: Math.floor(this.#elapsedMs / 1000),
      measuredSeconds: seconds.length,
      achievedRate: seconds.length === 0 ? null : perSecond(seconds, ({ completed }) => completed),
      p50Ms: figure(last?.responseP50Ms),
      p99Ms: figure(last?.responseP99Ms)
    }
  }

  /** Ends the step before it says anything. */
  stop(phase: 'graceful' | 'immediate'): void {
    this.#stopped ||= this.#watch.decision === 'go on'
    this.#draining = true
    this.#handle.stop(phase)
  }

  /** Resolves with what the step measured. @throws Error when the run failed inside Loadgale */
  async ended(): Promise<CapacityStep> {
    const { summary, message } = await this.#handle.ended
    if (message !== null || summary === null) throw new Error(message ?? 'a step ended without a result')
    return this.#describe(summary)
  }

  #onProgress({ second, thresholds, elapsedMs, phase }: LiveProgress): void {
    this.#elapsedMs = elapsedMs
    this.#draining ||= phase === 'stopping'
    if (second === null) return
    const decision = this.#watch.add(stepSecondOf(second), thresholds ?? [])
    if (decision !== 'go on' && !this.#draining) {
      this.#draining = true
      this.#handle.stop('graceful')
    }
    this.#report()
  }

  #describe(summary: RunSummary): CapacityStep {
    const { seconds } = this.#watch
    const objectives = summary.thresholds.map((threshold, index) => this.#judged(threshold, index))
    const { startLag, response, service } = summary.latency
    const judgement = this.#stopped
      ? { verdict: 'stopped' as const, reason: 'the search was stopped in this step' }
      : judgeStep({
          seconds,
          objectives,
          startLag,
          response,
          exhausted: exhaustedRequests(summary),
          trend: this.#watch.trend
        })
    return {
      position: this.#position,
      ...this.#next,
      startedAt: summary.run.startedAt,
      measuredSeconds: seconds.length,
      planned: sumOf(seconds, ({ planned }) => planned),
      completed: sumOf(seconds, ({ completed }) => completed),
      dropped: sumOf(seconds, ({ dropped }) => dropped),
      achievedRate: perSecond(seconds, ({ completed }) => completed),
      requestsPerSecond: perSecond(seconds, ({ requests }) => requests),
      failedShare: summary.rates.failed,
      ...{ response, service, objectives },
      ...judgement,
      generator: {
        suspectSeconds: sumOf(seconds, ({ suspect }) => (suspect ? 1 : 0)),
        saturatedSeconds: sumOf(seconds, ({ saturated }) => (saturated ? 1 : 0)),
        startLagP99Ms: startLag.p99,
        laneBusyPercent: perSecond(seconds, ({ laneBusy }) => laneBusy * 100)
      },
      runId: this.#savedAs
    }
  }

  #judged(
    { metric, expression, result, actual, limit, evidence }: ThresholdResult,
    index: number
  ): JudgedObjective {
    return {
      ...{ metric, expression, result, actual, limit },
      evidence: evidence === undefined ? null : { ...evidence, designEffect: this.#watch.designEffect(index) }
    }
  }
}

function perSecond(seconds: readonly StepSecond[], of: (second: StepSecond) => number): number {
  return seconds.length === 0 ? 0 : sumOf(seconds, of) / seconds.length
}

function exhaustedRequests({ errors }: RunSummary): number {
  return (errors['descriptors_exhausted'] ?? 0) + (errors['address_exhausted'] ?? 0)
}
