import { z } from 'zod'
import { StampingChild } from './stamping-child.ts'
import type { BareClientCommand, BareClientOptions, ClientStamps } from './bare-client-protocol.ts'

const ready = z.object({ kind: z.literal('ready') })
const finished = z.object({
  kind: z.literal('finished'),
  stamps: z.object({ sentMs: z.instanceof(Float64Array), endMs: z.instanceof(Float64Array) })
})

/** The parent's side of the control client; see bare-client-process. */
export class BareClient {
  readonly #child: StampingChild<BareClientCommand>

  private constructor(child: StampingChild<BareClientCommand>) {
    this.#child = child
  }

  static async start(options: BareClientOptions): Promise<BareClient> {
    const child = new StampingChild<BareClientCommand>('./bare-client-process.ts')
    child.tell({ kind: 'prepare', options })
    ready.parse(await child.heard())
    return new BareClient(child)
  }

  /** The run's time 0, nanoseconds of the system's monotonic clock. */
  go(startNs: bigint): void {
    this.#child.tell({ kind: 'go', startNs })
  }

  /** Resolves when every request has ended. */
  async stamps(): Promise<ClientStamps> {
    return finished.parse(await this.#child.heard()).stamps
  }

  close(): Promise<void> {
    return this.#child.close()
  }
}
