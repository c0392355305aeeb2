/** How text for a terminal may look. Colours never carry a meaning alone: a word or sign stands beside each. */
export interface TerminalStyle {
  /** In columns. */
  readonly width: number
  readonly bold: (text: string) => string
  readonly dim: (text: string) => string
  readonly red: (text: string) => string
  readonly green: (text: string) => string
  readonly yellow: (text: string) => string
}

type Paint = (text: string) => string

const plain: Paint = (text) => text
const sgr =
  (on: number, off: number): Paint =>
  (text) =>
    `\u001b[${on}m${text}\u001b[${off}m`

export function terminalStyle({ width, colour }: { width: number; colour: boolean }): TerminalStyle {
  return {
    width: Math.max(40, width),
    bold: colour ? sgr(1, 22) : plain,
    dim: colour ? sgr(2, 22) : plain,
    red: colour ? sgr(31, 39) : plain,
    green: colour ? sgr(32, 39) : plain,
    yellow: colour ? sgr(33, 39) : plain
  }
}
