import type { Worker } from 'node:worker_threads'
import { MetronomeBoard } from '../engine/metronome-board.ts'
import type { MetronomeCommand, MetronomeThreadData } from '../engine/metronome-protocol.ts'
import type { Plan } from '../../shared/plan/plan.ts'
import type { ThreadFactory } from './run-contract.ts'

const YOUNG_GENERATION_MB = 1

/**
 * The metronome of one run. It makes starts more precise and is needed for nothing else: when its thread cannot be
 * made or dies, the board says so and the lanes go on with Node's timers.
 */
export class RunMetronome {
  readonly board: SharedArrayBuffer
  /** Resolves when it can be told to go, or never will. */
  readonly ready: Promise<void>
  readonly #worker: Worker

  /** Null for a plan that names no moments at which something has to start, and where no thread can be made. */
  static start(threads: ThreadFactory, plan: Plan, laneCount: number): RunMetronome | null {
    if (!isPaced(plan)) return null
    try {
      return new RunMetronome(threads, laneCount)
    } catch {
      return null
    }
  }

  private constructor(threads: ThreadFactory, laneCount: number) {
    const board = new MetronomeBoard(laneCount)
    const data: MetronomeThreadData = { laneCount, board: board.buffer }
    this.board = board.buffer
    this.#worker = threads.metronome({
      workerData: data,
      transferList: [],
      resourceLimits: { maxYoungGenerationSizeMb: YOUNG_GENERATION_MB }
    })
    this.ready = new Promise((resolve) => {
      const gone = (): void => {
        board.beating = false
        resolve()
      }
      this.#worker.once('message', () => resolve())
      this.#worker.once('error', gone)
      this.#worker.once('exit', gone)
    })
  }

  go(startNs: bigint): void {
    const command: MetronomeCommand = { kind: 'go', startNs }
    this.#worker.postMessage(command)
  }

  terminate(): Promise<unknown> {
    return this.#worker.terminate()
  }
}

/** Open models have a schedule, and think times say when the next step is to start. */
function isPaced({ scenarios }: Plan): boolean {
  return scenarios.some(
    ({ executor, flow }) =>
      executor.kind.endsWith('-arrival-rate') || flow.some(({ kind }) => kind === 'think')
  )
}
