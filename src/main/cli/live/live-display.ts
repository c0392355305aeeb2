import type { LiveProgress, LiveRunStart } from '../../../shared/ipc-contract.ts'
import type { TerminalStyle } from '../../report/index.ts'
import type { CliIo, Output } from '../cli-io.ts'
import { outputStyle } from '../output-style.ts'
import { clipLine } from './clip-line.ts'
import { LiveState } from './live-state.ts'
import { liveLines, logLine } from './live-text.ts'

/** What a run shows while it goes on. */
export interface LiveDisplay {
  update(progress: LiveProgress): void
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
const HIDE_CURSOR = '\u001b[?25l'
const SHOW_CURSOR = '\u001b[?25h'
const CLEAR_TO_END = '\u001b[J'

/** A block of lines redrawn in place, eight times a second at most. */
class TerminalDisplay implements LiveDisplay {
  readonly #state: LiveState
  readonly #output: Output
  readonly #io: CliIo
  #drawnLines = 0
  #drawnAtMs = -Infinity
  #notices: string[] = []

  constructor(start: LiveRunStart, output: Output, io: CliIo) {
    this.#state = new LiveState(start)
    this.#output = output
    this.#io = io
    void output.write(HIDE_CURSOR)
    this.#draw()
  }

  update(progress: LiveProgress): void {
    this.#state.update(progress)
    // The progress of one run alone drives the redraws: there is no timer to forget.
    const nowMs = performance.now()
    if (progress.second === null && nowMs - this.#drawnAtMs < REDRAW_INTERVAL_MS) return
    this.#drawnAtMs = nowMs
    this.#draw()
  }

  notice(text: string): void {
    this.#notices.push(`  ${text}`)
    this.#draw()
  }

  close(): void {
    void this.#output.write(`${this.#toTop()}${CLEAR_TO_END}${SHOW_CURSOR}`)
    this.#drawnLines = 0
  }

  #draw(): void {
    const style: TerminalStyle = outputStyle(this.#output, this.#io)
    // The last column stays free: some terminals wrap when it is written.
    const columns = this.#output.columns - 1
    const lines = [...liveLines(this.#state, style), ...this.#notices.map(style.yellow)]
    const text = lines.map((line) => `\u001b[2K${clipLine(line, columns)}\n`).join('')
    void this.#output.write(this.#toTop() + text + CLEAR_TO_END)
    this.#drawnLines = lines.length
  }

  #toTop(): string {
    return this.#drawnLines === 0 ? '' : `\u001b[${this.#drawnLines}A\r`
  }
}

const LOG_EVERY_SECONDS = 5

/** Plain lines for a log, one for every fifth second of the run. */
class LogDisplay implements LiveDisplay {
  readonly #state: LiveState
  readonly #output: Output

  constructor(start: LiveRunStart, output: Output) {
    this.#state = new LiveState(start)
    this.#output = output
  }

  update(progress: LiveProgress): void {
    this.#state.update(progress)
    const second = progress.second?.run.second
    if (second === undefined || (second + 1) % LOG_EVERY_SECONDS !== 0) return
    void this.#output.write(`${logLine(this.#state)}\n`)
  }

  notice(text: string): void {
    void this.#output.write(`${text}\n`)
  }

  close(): void {}
}
