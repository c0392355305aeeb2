import { z } from 'zod'
import { StampingChild } from './stamping-child.ts'
import type { ServerStamps, TruthServerCommand, TruthServerOptions } from './truth-server-protocol.ts'

const listening = z.object({ kind: z.literal('listening'), port: z.number() })
const handedOver = z.object({
  kind: z.literal('stamps'),
  stamps: z.object({
    answer: z.instanceof(Int32Array),
    vu: z.instanceof(Int32Array),
    iteration: z.instanceof(Int32Array),
    arrivalMs: z.instanceof(Float64Array),
    departureMs: z.instanceof(Float64Array)
  })
})

/** The parent's side of the server that stamps every request; see truth-server-process. */
export class TruthServer {
  readonly port: number
  readonly #child: StampingChild<TruthServerCommand>

  private constructor(child: StampingChild<TruthServerCommand>, port: number) {
    this.#child = child
    this.port = port
  }

  static async start(options: TruthServerOptions): Promise<TruthServer> {
    const child = new StampingChild<TruthServerCommand>('./truth-server-process.ts')
    child.tell({ kind: 'listen', options })
    return new TruthServer(child, listening.parse(await child.heard()).port)
  }

  get url(): string {
    return `http://127.0.0.1:${this.port}`
  }

  /** Tells it the run's time 0, nanoseconds of the system's monotonic clock. */
  runStarts(startNs: bigint): void {
    this.#child.tell({ kind: 'run-starts', startNs })
  }

  /** Everything that it has seen. */
  async stamps(): Promise<ServerStamps> {
    this.#child.tell({ kind: 'hand-over' })
    return handedOver.parse(await this.#child.heard()).stamps
  }

  close(): Promise<void> {
    return this.#child.close()
  }
}
