import type { Coroutine } from '../scheduler/index.ts'

/** One scenario's executor on one lane. */
export interface ScenarioExecutor {
  /** Waits for the scenario's start time, runs it to its end and returns when no iteration is left. */
  run(): Coroutine<void>
  /** An arrival handed off by another lane; closed models never get one. */
  accept(intendedMs: number): void
}
