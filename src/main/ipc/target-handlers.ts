import type { PracticeTarget } from '../../shared/ipc-contract.ts'
import { practicePlan } from '../plan/index.ts'
import type { RunningPracticeTarget } from '../target/index.ts'
import type { HandlersOf } from './handler-table.ts'

/** The practice server of the desktop app: at most one, started when first asked for. */
export class PracticeTargetSwitch {
  readonly #startTarget: () => Promise<RunningPracticeTarget>
  #running: Promise<RunningPracticeTarget> | null = null

  constructor(startTarget: () => Promise<RunningPracticeTarget>) {
    this.#startTarget = startTarget
  }

  async start(): Promise<PracticeTarget> {
    this.#running ??= this.#startTarget()
    try {
      return describe((await this.#running).url)
    } catch (error) {
      this.#running = null
      throw error
    }
  }

  async stop(): Promise<void> {
    const running = this.#running
    this.#running = null
    await (await running)?.close()
  }

  async status(): Promise<PracticeTarget | null> {
    return this.#running === null ? null : describe((await this.#running).url)
  }
}

export function targetHandlers(
  target: PracticeTargetSwitch
): HandlersOf<'target.start' | 'target.stop' | 'target.status'> {
  return {
    'target.start': () => target.start(),
    'target.stop': async () => {
      await target.stop()
      return null
    },
    'target.status': () => target.status()
  }
}

function describe(url: string): PracticeTarget {
  return { url, document: practicePlan(url) }
}
