import type { LiveProgress, LiveRunStart } from '../../../shared/ipc-contract.ts'
import type { DialEvent } from '../../../shared/plan/dial.ts'
import type { CliIo, Output } from '../cli-io.ts'
import type { DialKeys } from './dial-keys.ts'
import { LiveState } from './live-state.ts'
import { liveLines, logLine } from './live-text.ts'
import { RedrawnBlock } from './redrawn-block.ts'

/** What a run shows while it goes on. */
export interface LiveDisplay {
  update(progress: LiveProgress): void
  readonly state: LiveState
  /** The hand changed the load. */
  dialled(event: DialEvent): void
  /** Shows what the keys do, and draws again; only a terminal has keys. */
  showKeys(keys: DialKeys): void
  /** A message that stays. */
  notice(text: string): void
  /** Leaves the terminal as it was found. */
  close(): void
}

export function createLiveDisplay(start: LiveRunStart, output: Output, io: CliIo): LiveDisplay {
  const isDumb = io.env.TERM === 'dumb'
  return output.isTty && !isDumb ? new TerminalDisplay(start, output, io) : new LogDisplay(start, output)
}

const REDRAW_INTERVAL_MS = 125

/** A block of lines redrawn in place, eight times a second at most. */
class TerminalDisplay implements LiveDisplay {
  readonly state: LiveState
  readonly #block: RedrawnBlock
  #drawnAtMs = -Infinity
  #notices: string[] = []
  #keys: DialKeys | null = null

  constructor(start: LiveRunStart, output: Output, io: CliIo) {
    this.state = new LiveState(start)
    this.#block = new RedrawnBlock(output, io)
    this.#draw()
  }

  update(progress: LiveProgress): void {
    this.state.update(progress)
    // The progress of one run alone drives the redraws: there is no timer to forget.
    const nowMs = performance.now()
    if (progress.second === null && nowMs - this.#drawnAtMs < REDRAW_INTERVAL_MS) return
    this.#drawnAtMs = nowMs
    this.#draw()
  }

  dialled(event: DialEvent): void {
    this.state.dialled(event)
    this.#draw()
  }

  showKeys(keys: DialKeys): void {
    this.#keys = keys
    this.#draw()
  }

  notice(text: string): void {
    this.#notices.push(`  ${text}`)
    this.#draw()
  }

  close(): void {
    this.#block.close()
  }

  #draw(): void {
    this.#block.draw((style) => [
      ...liveLines(this.state, style),
      ...(this.#keys === null ? [] : [`  ${style.dim(this.#keys.line)}`]),
      ...this.#notices.map((notice) => style.yellow(notice))
    ])
  }
}

const LOG_EVERY_SECONDS = 5

/** Plain lines for a log, one for every fifth second of the run. */
class LogDisplay implements LiveDisplay {
  readonly state: LiveState
  readonly #output: Output

  constructor(start: LiveRunStart, output: Output) {
    this.state = new LiveState(start)
    this.#output = output
  }

  update(progress: LiveProgress): void {
    this.state.update(progress)
    const second = progress.second?.run.second
    if (second === undefined || (second + 1) % LOG_EVERY_SECONDS !== 0) return
    void this.#output.write(`${logLine(this.state)}\n`)
  }

  dialled(event: DialEvent): void {
    this.state.dialled(event)
  }

  showKeys(): void {}

  notice(text: string): void {
    void this.#output.write(`${text}\n`)
  }

  close(): void {}
}
