import { z } from 'zod'
import type { PracticeTarget } from '../../shared/ipc-contract.ts'
import { practicePlan } from '../plan/index.ts'
import { PRACTICE_URL, type RunningPracticeTarget } from '../target/index.ts'
import type { HandlersOf } from './handler-table.ts'

/** A plan that says of itself that it is meant for the practice target, at its usual place. */
const practiceDocument = z.object({
  target: z.literal(PRACTICE_URL),
  tags: z.object({ target: z.literal('practice') })
})

/** The practice server of the desktop app: at most one, started when first asked for. */
export class PracticeTargetSwitch {
  readonly #startTarget: () => Promise<RunningPracticeTarget>
  #running: Promise<RunningPracticeTarget> | null = null

  constructor(startTarget: () => Promise<RunningPracticeTarget>) {
    this.#startTarget = startTarget
  }

  async start(): Promise<PracticeTarget> {
    const running = (this.#running ??= this.#startTarget())
    try {
      return describe((await running).url)
    } catch (error) {
      if (this.#running === running) this.#running = null
      throw error
    }
  }

  /** Starts the server for a plan from an earlier session that is meant for it; any other plan is left alone. */
  async startFor(document: unknown): Promise<void> {
    if (practiceDocument.safeParse(document).success) await this.start()
  }

  async stop(): Promise<void> {
    const running = this.#started()
    this.#running = null
    await (await running)?.close()
  }

  async status(): Promise<PracticeTarget | null> {
    const running = await this.#started()
    return running === null ? null : describe(running.url)
  }

  /** Null also when it could not be started: that is told to who started it. */
  async #started(): Promise<RunningPracticeTarget | null> {
    try {
      return await this.#running
    } catch {
      return null
    }
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
