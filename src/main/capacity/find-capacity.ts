import {
  CAPACITY_SCHEMA,
  type CapacityProgress,
  type CapacityResult,
  type CapacityStatus,
  type CapacityStep
} from '../../shared/capacity/capacity.ts'
import type { RunEnvironment } from '../../shared/metrics/summary.ts'
import { describeEnvironment, type GeneratorHold, type RunController } from '../run/index.ts'
import { newRunId } from '../store/index.ts'
import type { CapacityEnd, CapacityHandle, CapacityRecord, CapacityRequest } from './capacity-contract.ts'
import { CapacitySearch } from './capacity-search.ts'
import { concludeSearch } from './conclusion.ts'
import { StepRun } from './step-run.ts'

/**
 * Searches the highest rate at which a service meets its objectives: one run after the other through the controller, so
 * that nothing else loads the generator meanwhile. It is saved when it starts, after each step and at its end.
 *
 * @throws Error when a run goes on already
 */
export async function findCapacity(
  request: CapacityRequest,
  controller: RunController,
  record: CapacityRecord | null
): Promise<CapacityHandle> {
  const generator = controller.hold()
  try {
    const environment = await describeEnvironment(request.plan, request.env)
    return new ActiveSearch(request, environment, generator, record)
  } catch (error) {
    generator.release()
    throw error
  }
}

class ActiveSearch implements CapacityHandle {
  readonly id: string
  readonly ended: Promise<CapacityEnd>
  readonly #request: CapacityRequest
  readonly #environment: RunEnvironment
  readonly #generator: GeneratorHold
  readonly #record: CapacityRecord | null
  readonly #search: CapacitySearch
  readonly #steps: CapacityStep[] = []
  readonly #listeners = new Set<(progress: CapacityProgress) => void>()
  readonly #startedAt = new Date()
  readonly #startedMs = performance.now()
  #running: StepRun | null = null
  #status: CapacityStatus = 'running'
  #endedMs: number | null = null
  #stopAsked: 'graceful' | 'immediate' | null = null

  constructor(
    request: CapacityRequest,
    environment: RunEnvironment,
    generator: GeneratorHold,
    record: CapacityRecord | null
  ) {
    this.id = newRunId(this.#startedAt.getTime())
    this.#request = request
    this.#environment = environment
    this.#generator = generator
    this.#record = record
    this.#search = new CapacitySearch(request.settings)
    this.ended = this.#run()
  }

  stop(phase: 'graceful' | 'immediate'): void {
    if (this.#status !== 'running') return
    this.#stopAsked = phase
    this.#running?.stop(phase)
  }

  onProgress(listener: (progress: CapacityProgress) => void): () => void {
    this.#listeners.add(listener)
    return () => this.#listeners.delete(listener)
  }

  snapshot(): { result: CapacityResult; progress: CapacityProgress } {
    return { result: this.#result(), progress: this.#progress(null) }
  }

  async #run(): Promise<CapacityEnd> {
    let message: string | null = null
    try {
      if (this.#record !== null) this.#saveTo(this.#record)
      await this.#takeSteps()
      this.#status = this.#search.end?.limit === 'stopped' ? 'stopped' : 'finished'
    } catch (error) {
      message = error instanceof Error ? error.message : String(error)
      this.#search.stop()
      this.#status = 'failed'
    }
    this.#endedMs = performance.now()
    this.#generator.release()
    try {
      if (this.#record !== null) this.#saveTo(this.#record)
    } catch (error) {
      message ??= error instanceof Error ? error.message : String(error)
    }
    return { result: this.#result(), message }
  }

  async #takeSteps(): Promise<void> {
    for (let { next } = this.#search; next !== null; next = this.#search.next) {
      if (this.#stopAsked !== null) return this.#search.stop()
      const position = this.#steps.length + 1
      const report = (): void => {
        this.#attempt((record) => record.beat(this.id))
        this.#tell(null)
      }
      this.#running = await StepRun.start(
        ...([this.#request, this.id, next, position, this.#generator, report] as const)
      )
      // Asked for while the threads were being made.
      if (this.#stopAsked !== null) this.#running.stop(this.#stopAsked)
      this.#tell(null)
      const step = await this.#running.ended()
      this.#running = null
      this.#steps.push(step)
      this.#search.add(step)
      if (this.#stopAsked !== null) this.#search.stop()
      this.#attempt((record) => this.#saveTo(record))
      this.#tell(step)
    }
  }

  #tell(step: CapacityStep | null): void {
    const progress = this.#progress(step)
    for (const listener of this.#listeners) listener(progress)
  }

  #progress(step: CapacityStep | null): CapacityProgress {
    return {
      id: this.id,
      elapsedMs: this.#elapsedMs(),
      current: this.#running?.current ?? null,
      bracket: this.#search.bracket,
      step
    }
  }

  #saveTo(record: CapacityRecord): void {
    record.save(this.#result(), this.#request)
  }

  /** What is not saved between two steps, because the database was busy, is saved with the next one. */
  #attempt(write: (record: CapacityRecord) => void): void {
    try {
      if (this.#record !== null) write(this.#record)
    } catch {
      // The last save says what keeps going wrong.
    }
  }

  #result(): CapacityResult {
    const { plan, settings, objectives, shares, lanes } = this.#request
    const { bracket } = this.#search
    const end = this.#search.end ?? { kind: bracket.met === null ? 'unknown' : 'at-least', limit: 'none' }
    return {
      schema: CAPACITY_SCHEMA,
      search: {
        ...{ id: this.id, name: plan.name, startedAt: this.#startedAt.toISOString() },
        ...{ durationMs: this.#elapsedMs(), status: this.#status, target: plan.target, tags: plan.tags },
        ...{ lanes, environment: this.#environment, notes: shares.notes }
      },
      settings,
      objectives,
      conclusion: concludeSearch(end, bracket, this.#steps),
      steps: this.#steps
    }
  }

  #elapsedMs(): number {
    return (this.#endedMs ?? performance.now()) - this.#startedMs
  }
}
