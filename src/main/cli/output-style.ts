import { terminalStyle, type TerminalStyle } from '../report/index.ts'
import type { CliIo, Output } from './cli-io.ts'

/** Wide enough for every column of every table: a file has no edge. */
const COLUMNS_OF_A_FILE = 160

/** Colours on a terminal alone, and never with NO_COLOR (no-color.org) or TERM=dumb. */
export function outputStyle(output: Output, { env }: CliIo): TerminalStyle {
  const colour = output.isTty && !env.NO_COLOR && env.TERM !== 'dumb'
  return terminalStyle({ width: output.isTty ? output.columns : COLUMNS_OF_A_FILE, colour })
}
