/**
 * npx and npm pass a signal on that the terminal has delivered already, within a few milliseconds: after a signal that
 * counts the same one is a copy of it for so long. Nobody presses Ctrl-C twice as fast on purpose.
 */
const COPIED_WITHIN_MS = 100
/** After a graceful and an immediate stop: someone wants out, whatever it costs. */
const ASKED_TO_GIVE_UP = 3

const SIGNALS = ['SIGINT', 'SIGTERM'] as const
type StopSignalName = (typeof SIGNALS)[number]

/** What of a process is needed. */
export interface SignalledProcess {
  on(signal: StopSignalName, listener: (signal: StopSignalName) => void): unknown
  off(signal: StopSignalName, listener: (signal: StopSignalName) => void): unknown
  nowMs(): number
  /** Ends the process as it is. */
  giveUp(): void
}

/** Hears when a process is asked to stop: by signals, and by Ctrl-C of a terminal in raw mode. */
export class ProcessStops {
  readonly #process: SignalledProcess
  readonly #askers = new Set<() => void>()

  constructor(process: SignalledProcess) {
    this.#process = process
  }

  /** Ctrl-C as a key, of which there are no copies. */
  pressed(): void {
    for (const ask of [...this.#askers]) ask()
  }

  /** Calls the listener each time; the third time ends the process. Returns the function that ends the listening. */
  listen(listener: () => void): () => void {
    let asked = 0
    const countedMs = new Map<StopSignalName, number>()
    const ask = (): void => {
      if (++asked >= ASKED_TO_GIVE_UP) this.#process.giveUp()
      else listener()
    }
    const receive = (signal: StopSignalName): void => {
      const nowMs = this.#process.nowMs()
      if (nowMs - (countedMs.get(signal) ?? -Infinity) < COPIED_WITHIN_MS) return
      countedMs.set(signal, nowMs)
      ask()
    }
    this.#askers.add(ask)
    for (const signal of SIGNALS) this.#process.on(signal, receive)
    return () => {
      this.#askers.delete(ask)
      for (const signal of SIGNALS) this.#process.off(signal, receive)
    }
  }
}
