import type { RunListItem, RunListPage } from '../../../shared/history.ts'
import { countText, dateText, figureText, lengthText, rateText, shareText } from './figures.ts'
import { table, type Cell, type Column } from './table.ts'
import type { TerminalStyle } from './terminal-style.ts'

const COLUMNS: readonly Column[] = [
  { title: 'run', align: 'left' },
  { title: 'started', align: 'left' },
  { title: 'name', align: 'left', flexible: true },
  { title: 'length', align: 'right', optional: true },
  { title: 'requests/s', align: 'right' },
  { title: 'p99 ms', align: 'right' },
  { title: 'failed', align: 'right' },
  { title: 'result', align: 'left' },
  { title: 'tags', align: 'left', optional: true }
]

/** The runs as the history has them, newest first. */
export function historyText({ items, total }: RunListPage, style: TerminalStyle): string {
  if (items.length === 0) return '  No runs.\n'
  const rows = items.map((item): (Cell | string)[] => [
    `${item.id}${item.baseline ? ' *' : ''}`,
    dateText(item.startedAt),
    item.name,
    lengthText(item.durationMs),
    rateText(item.requestsPerSecond),
    figureText(item.p99Ms),
    { text: shareText(item.failedShare), ...(item.failedShare > 0 && { paint: style.red }) },
    result(item, style),
    Object.entries(item.tags)
      .map(([key, value]) => `${key}=${value}`)
      .join(' ')
  ])
  const lines = table(COLUMNS, rows, style)
  if (total > items.length) lines.push('', `  ${items.length} of ${countText(total)} runs`)
  return `${lines.join('\n')}\n`
}

/** What is worth knowing first: an unusual end, else the verdict. */
function result({ status, verdict }: RunListItem, style: TerminalStyle): Cell {
  if (status !== 'finished') return { text: status, paint: style.yellow }
  if (verdict === 'none') return { text: 'finished', paint: style.dim }
  return { text: verdict, paint: verdict === 'passed' ? style.green : style.red }
}
