import type { MetricDifference, RunComparison } from '../../../shared/compare.ts'
import type { RunListItem } from '../../../shared/history.ts'
import { printable } from './display-width.ts'
import { changeText, countText, dateText, figureText, numberOf, rateText, shareText } from './figures.ts'
import { table, type Cell, type Column } from './table.ts'
import type { TerminalStyle } from './terminal-style.ts'

const MOST_CONDITIONS = 30

/** Two runs side by side for a terminal: the conditions that differ, then what got worse, better and neither. */
export function comparisonText(comparison: RunComparison, style: TerminalStyle): string {
  const sections = [
    [runLine('base ', comparison.base, style), runLine('other', comparison.other, style)],
    conditionLines(comparison, style),
    differenceLines(comparison.differences, style),
    basisLines(comparison.differences, style)
  ]
  return sections
    .filter((lines) => lines.length > 0)
    .map((lines) => `${lines.join('\n')}\n`)
    .join('\n')
}

function runLine(side: string, { id, name, startedAt }: RunListItem, style: TerminalStyle): string {
  return `  ${style.dim(side)}  ${id}  ${dateText(startedAt)}  ${style.bold(printable(name))}`
}

function conditionLines({ conditions }: RunComparison, style: TerminalStyle): string[] {
  if (conditions.length === 0)
    return ['  Plan, target, environment, status mix and response sizes are the same.']
  const shown = conditions.slice(0, MOST_CONDITIONS)
  const lines = table(
    [
      { title: 'what differs', align: 'left' },
      { title: 'base', align: 'left' },
      { title: 'other', align: 'left', flexible: true }
    ],
    shown.map(({ field, base, other }) => [field, base, other]),
    style
  )
  if (conditions.length > shown.length) {
    lines.push(`  and ${countText(conditions.length - shown.length)} more (--json has all)`)
  }
  return lines
}

const COLUMNS: readonly Column[] = [
  { title: '', align: 'left' },
  { title: 'request', align: 'left', flexible: true },
  { title: 'metric', align: 'left' },
  { title: 'base', align: 'right' },
  { title: 'other', align: 'right' },
  { title: 'change', align: 'right' }
]

/** The whole run in full, of the single requests what got better or worse. */
function differenceLines(differences: readonly MetricDifference[], style: TerminalStyle): string[] {
  if (differences.length === 0) return ['  There is nothing to compare: no figure stands in both runs.']
  const shown = differences.filter(isShown)
  const lines = table(
    COLUMNS,
    shown.map(({ direction, requestName, metric, unit, base, other, relative }): (Cell | string)[] => [
      directionCell(direction, style),
      requestName ?? '(all)',
      metric,
      valueText(base, unit),
      valueText(other, unit),
      changeText(relative)
    ]),
    style
  )
  const left = differences.length - shown.length
  if (left > 0) {
    lines.push(
      '',
      `  ${numberOf(left, 'figure')} of single requests ${left === 1 ? 'is' : 'are'} the same or without a verdict (--json has all)`
    )
  }
  return lines
}

function isShown({ requestName, direction, base, other }: MetricDifference): boolean {
  const isOnOneSide = (base === null) !== (other === null)
  return requestName === null || direction === 'worse' || direction === 'better' || isOnOneSide
}

function directionCell(direction: MetricDifference['direction'], style: TerminalStyle): Cell {
  const cells = {
    worse: { text: 'WORSE', paint: style.red },
    better: { text: 'better', paint: style.green },
    neutral: { text: '?', paint: style.yellow },
    same: { text: 'same', paint: style.dim }
  } as const
  return cells[direction]
}

function valueText(value: number | null, unit: MetricDifference['unit']): string {
  switch (unit) {
    case 'ms':
      return value === null ? figureText(value) : `${figureText(value)} ms`
    case '/s':
      return value === null ? rateText(value) : `${rateText(value)}/s`
    case 'share':
      return shareText(value)
    case 'count':
      return countText(value)
  }
}

/** Why there is or is no verdict, each reason once with how many figures it is for. */
function basisLines(differences: readonly MetricDifference[], style: TerminalStyle): string[] {
  const isTold = ({ direction }: MetricDifference): boolean => direction !== 'same'
  const reasons = new Map<string, string[]>()
  for (const { direction, requestName, metric, basis } of differences.filter(isTold)) {
    const figure = `${requestName === null ? '' : `${requestName} `}${metric}`
    const key = direction === 'neutral' ? basis : `${direction}: ${basis}`
    reasons.set(key, [...(reasons.get(key) ?? []), figure])
  }
  if (reasons.size === 0) return []
  const lines = Array.from(reasons, ([reason, figures]) => {
    const [first = '', ...rest] = figures
    const what = rest.length === 0 ? first : `${first} and ${countText(rest.length)} more`
    return `  ${style.dim(printable(`${what}: ${reason}`))}`
  })
  return [`  ${style.dim('How sure:')}`, ...lines]
}
