import { displayWidth, truncate } from '../../report/index.ts'

const ESCAPE = '\u001b'
const SGR = new RegExp(`(${ESCAPE}\\[\\d+m)`)
const RESET = `${ESCAPE}[0m`

/** Cuts a line that may hold colours to so many columns, so that a redrawn block never wraps. */
export function clipLine(line: string, columns: number): string {
  let left = columns
  let clipped = ''
  for (const part of line.split(SGR)) {
    if (SGR.test(part)) {
      clipped += part
      continue
    }
    const width = displayWidth(part)
    if (width > left) return `${clipped}${truncate(part, left)}${line.includes(ESCAPE) ? RESET : ''}`
    clipped += part
    left -= width
  }
  return clipped
}
