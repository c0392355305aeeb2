import type { TerminalStyle } from '../../report/index.ts'
import type { CliIo, Output } from '../cli-io.ts'
import { outputStyle } from '../output-style.ts'
import { clipLine } from './clip-line.ts'

const HIDE_CURSOR = '\u001b[?25l'
/** Takes back what a block that could not be closed has hidden. */
export const SHOW_CURSOR = '\u001b[?25h'
const CLEAR_TO_END = '\u001b[J'

/** A block of lines on a terminal that is drawn again in its own place. */
export class RedrawnBlock {
  readonly #output: Output
  readonly #io: CliIo
  #drawnLines = 0

  constructor(output: Output, io: CliIo) {
    this.#output = output
    this.#io = io
    void output.write(HIDE_CURSOR)
  }

  /** The terminal may have another size each time. */
  draw(linesOf: (style: TerminalStyle) => readonly string[]): void {
    // The last column stays free: some terminals wrap when it is written.
    const columns = this.#output.columns - 1
    const lines = linesOf(outputStyle(this.#output, this.#io))
    const text = lines.map((line) => `\u001b[2K${clipLine(line, columns)}\n`).join('')
    void this.#output.write(this.#toTop() + text + CLEAR_TO_END)
    this.#drawnLines = lines.length
  }

  /** Leaves the terminal as it was found. */
  close(): void {
    void this.#output.write(`${this.#toTop()}${CLEAR_TO_END}${SHOW_CURSOR}`)
    this.#drawnLines = 0
  }

  #toTop(): string {
    return this.#drawnLines === 0 ? '' : `\u001b[${this.#drawnLines}A\r`
  }
}
