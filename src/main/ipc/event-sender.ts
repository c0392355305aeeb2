import type { WebContents } from 'electron'
import type { EventChannel, EventContract } from '../../shared/ipc-contract.ts'

/** Sends events to whatever window there is; without one they go nowhere, and a page that opens later asks. */
export class EventSender {
  readonly #target: () => WebContents | null

  constructor(target: () => WebContents | null) {
    this.#target = target
  }

  send<C extends EventChannel>(channel: C, payload: EventContract[C]): void {
    const contents = this.#target()
    if (contents !== null && !contents.isDestroyed()) contents.send(`event:${channel}`, payload)
  }
}
