import { BareClient } from '../support/bare-client.ts'
import type { TruthServer } from '../support/truth-server.ts'
import type { AnswerScript, ServerStamps } from '../support/truth-server-protocol.ts'
import { SortedTimes } from './sorted-times.ts'

const NAME = 'control'
const INTERVAL_MS = 10
/** Heavy tails of one machine at one time differ by no more than this. */
const TOLERANCE = 3

/**
 * The control of an experiment: a bare client that talks to the same server at the same time. What its requests take
 * beyond the server's own stamps is the machine's doing: a core that another process has, a late wake. A limit that such
 * noise can break is widened by what the control has seen, and stands as it is where that was little.
 */
export class ControlGroup {
  readonly #options: { readonly script: AnswerScript; readonly seconds: number } | undefined
  #client: BareClient | null = null
  /** Position of the control's answer in the server's. */
  #answer = -1

  constructor(options: { readonly script: AnswerScript; readonly seconds: number } | undefined) {
    this.#options = options
  }

  answersWith(answers: Readonly<Record<string, AnswerScript>>): Record<string, AnswerScript> {
    if (this.#options === undefined) return { ...answers }
    this.#answer = Object.keys(answers).length
    return { ...answers, [NAME]: this.#options.script }
  }

  async prepare(port: number): Promise<void> {
    if (this.#options === undefined) return
    const count = (this.#options.seconds * 1000) / INTERVAL_MS
    this.#client = await BareClient.start({ port, name: NAME, intervalMs: INTERVAL_MS, count })
  }

  go(startNs: bigint): void {
    this.#client?.go(startNs)
  }

  /** What the server saw of the run, and what the machine added to the control. */
  async divide(server: TruthServer): Promise<{ stamps: ServerStamps; control: SortedTimes }> {
    const own = await this.#client?.stamps()
    const all = await server.stamps()
    if (own === undefined) return { stamps: all, control: new SortedTimes([]) }
    const added = own.sentMs.slice().fill(Number.NaN)
    all.answer.forEach((answer, index) => {
      const request = all.iteration[index]!
      if (answer !== this.#answer) return
      const inServerMs = all.departureMs[index]! - all.arrivalMs[index]!
      added[request] = own.endMs[request]! - own.sentMs[request]! - inServerMs
    })
    const isOfRun = (_: number, index: number): boolean => all.answer[index] !== this.#answer
    return {
      stamps: {
        answer: all.answer.filter(isOfRun),
        vu: all.vu.filter(isOfRun),
        iteration: all.iteration.filter(isOfRun),
        arrivalMs: all.arrivalMs.filter(isOfRun),
        departureMs: all.departureMs.filter(isOfRun)
      },
      control: new SortedTimes(added)
    }
  }

  async close(): Promise<void> {
    await this.#client?.close()
  }
}

/** The limit, or what the machine has made of it. */
export function unlessDisturbed(limit: number, addedByMachine: number): number {
  return Math.max(limit, TOLERANCE * addedByMachine)
}
