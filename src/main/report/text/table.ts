import { displayWidth, printable, truncate } from './display-width.ts'
import type { TerminalStyle } from './terminal-style.ts'

export interface Column {
  readonly title: string
  readonly align: 'left' | 'right'
  /** Takes what room is left, and is cut first. At most one column of a table. */
  readonly flexible?: boolean
  /** Left out where the terminal is too narrow, the last one first. */
  readonly optional?: boolean
}

export interface Cell {
  readonly text: string
  readonly paint?: (text: string) => string
}

const GAP = 2
const NARROWEST_FLEXIBLE = 12

/**
 * A table that fits the terminal: optional columns go first, then the flexible one is cut. Each line starts with two
 * spaces and has none at its end.
 */
export function table(
  columns: readonly Column[],
  rows: readonly (readonly (Cell | string)[])[],
  style: TerminalStyle
): string[] {
  const cells = rows.map((row) => row.map(asCell))
  const natural = columns.map(({ title }, index) =>
    Math.max(displayWidth(title), ...cells.map((row) => displayWidth(row[index]?.text ?? '')))
  )
  const widths = fit(columns, natural, style.width - GAP)
  const line = (row: readonly Cell[]): string =>
    columns
      .flatMap((column, index) => {
        const width = widths[index] ?? 0
        return width === 0 ? [] : [cellText(row[index] ?? { text: '' }, column, width)]
      })
      .join(' '.repeat(GAP))
      .trimEnd()
  const header = line(columns.map(({ title }) => ({ text: title, paint: style.dim })))
  return [header, ...cells.map(line)].map((text) => ' '.repeat(GAP) + text)
}

function asCell(cell: Cell | string): Cell {
  if (typeof cell === 'string') return { text: printable(cell) }
  return { ...cell, text: printable(cell.text) }
}

function cellText({ text, paint }: Cell, { align }: Column, width: number): string {
  const cut = truncate(text, width)
  const padding = ' '.repeat(Math.max(0, width - displayWidth(cut)))
  const painted = paint === undefined || cut === '' ? cut : paint(cut)
  return align === 'left' ? painted + padding : padding + painted
}

/** The width of each column; 0 for one that is left out. */
function fit(columns: readonly Column[], natural: readonly number[], room: number): number[] {
  const widths = [...natural]
  const flexible = columns.findIndex((column) => column.flexible === true)
  const least = (index: number): number =>
    index === flexible ? Math.min(widths[index] ?? 0, NARROWEST_FLEXIBLE) : (widths[index] ?? 0)
  const needed = (): number =>
    widths.reduce((sum, width, index) => (width === 0 ? sum : sum + least(index) + GAP), -GAP)
  for (let index = columns.length - 1; index >= 0 && needed() > room; index--) {
    if (columns[index]?.optional === true) widths[index] = 0
  }
  if (flexible >= 0) {
    const others = needed() - least(flexible)
    widths[flexible] = Math.max(least(flexible), Math.min(widths[flexible] ?? 0, room - others))
  }
  return widths
}
