import type {
  CapacityListItem,
  CapacityResult,
  CapacityStep,
  StepVerdict
} from '../../../shared/capacity/capacity.ts'
import { printable } from '../text/display-width.ts'
import {
  countText,
  dateText,
  figureText,
  lengthText,
  numberOf,
  rateText,
  shareText
} from '../text/figures.ts'
import { table, type Cell, type Column } from '../text/table.ts'
import type { TerminalStyle } from '../text/terminal-style.ts'
import { capacityPlot } from './capacity-plot.ts'

const COLUMNS: readonly Column[] = [
  { title: 'rate/s', align: 'right' },
  { title: 'achieved', align: 'right' },
  { title: 'requests/s', align: 'right', optional: true },
  { title: 'p50 ms', align: 'right' },
  { title: 'p95 ms', align: 'right', optional: true },
  { title: 'p99 ms', align: 'right' },
  { title: 'failed', align: 'right' },
  { title: 'measured', align: 'right', optional: true },
  { title: 'result', align: 'left' },
  { title: 'because', align: 'left', flexible: true, optional: true }
]

/** The answer of a search, its objectives, and the curve as a table and a small plot. */
export function capacityText(result: CapacityResult, style: TerminalStyle): string {
  const sections = [
    heading(result, style),
    answer(result, style),
    curveTable(result.steps, style),
    capacityPlot(result, style),
    result.search.notes.map((note) => `  ${style.dim(printable(note))}`)
  ]
  return sections
    .filter((lines) => lines.length > 0)
    .map((lines) => `${lines.join('\n')}\n`)
    .join('\n')
}

function heading({ search, objectives, steps }: CapacityResult, style: TerminalStyle): string[] {
  const tags = Object.entries(search.tags).map(([key, value]) => `${key}=${value}`)
  const facts = [search.target ?? '', dateText(search.startedAt), `search ${search.id}`, ...tags]
  return [
    `  ${style.bold(printable(search.name))}  capacity search ${search.status} after ${lengthText(search.durationMs)}, ${numberOf(steps.length, 'step')}`,
    `  ${style.dim(printable(facts.filter((fact) => fact !== '').join('   ')))}`,
    ...objectives.map(
      ({ metric, expression }) => `  ${style.dim('objective')} ${printable(`${metric}: ${expression}`)}`
    )
  ]
}

function answer({ conclusion }: CapacityResult, style: TerminalStyle): string[] {
  const rate = `${rateText(conclusion.rate)} iterations/s`
  const titles = {
    found: style.green(`CAPACITY ${rate}`),
    'at-least': style.yellow(`CAPACITY at least ${rate}`),
    below: style.red(`CAPACITY less than ${rateText(conclusion.nextRate)} iterations/s`),
    unknown: style.yellow('CAPACITY unknown')
  } as const
  return [`  ${style.bold(titles[conclusion.kind])}`, `  ${printable(conclusion.words)}`]
}

/** By rate, so that it reads as a curve; the position says in which order they were measured. */
function curveTable(steps: readonly CapacityStep[], style: TerminalStyle): string[] {
  if (steps.length === 0) return []
  const rows = [...steps]
    .sort((a, b) => a.rate - b.rate || a.position - b.position)
    .map((step): (Cell | string)[] => [
      rateText(step.rate),
      rateText(step.achievedRate),
      rateText(step.requestsPerSecond),
      figureText(step.response.p50),
      figureText(step.response.p95),
      figureText(step.response.p99),
      shareText(step.failedShare),
      `${countText(step.measuredSeconds)} s`,
      verdictCell(step.verdict, style),
      step.reason
    ])
  return table(COLUMNS, rows, style)
}

function verdictCell(verdict: StepVerdict, style: TerminalStyle): Cell {
  if (verdict === 'met') return { text: verdict, paint: style.green }
  const saysNothing = ['generator', 'no-samples', 'stopped'].includes(verdict)
  return { text: verdict, paint: saysNothing ? style.yellow : style.red }
}

const LIST_COLUMNS: readonly Column[] = [
  { title: 'search', align: 'left' },
  { title: 'started', align: 'left' },
  { title: 'name', align: 'left', flexible: true },
  { title: 'capacity', align: 'right' },
  { title: 'length', align: 'right', optional: true },
  { title: 'ended by', align: 'left' },
  { title: 'objectives', align: 'left', optional: true }
]

/** The searches as the history has them, newest first. */
export function capacityListText(items: readonly CapacityListItem[], style: TerminalStyle): string {
  if (items.length === 0) return '  No capacity searches.\n'
  const rows = items.map((item): (Cell | string)[] => [
    item.id,
    dateText(item.startedAt),
    item.name,
    shortAnswer(item),
    lengthText(item.durationMs),
    item.status === 'finished' ? item.conclusion.limit : item.status,
    item.objectives.map(({ metric, expression }) => `${metric}: ${expression}`).join(', ')
  ])
  return `${table(LIST_COLUMNS, rows, style).join('\n')}\n`
}

function shortAnswer({ conclusion: { kind, rate, nextRate } }: CapacityListItem): string {
  if (kind === 'found') return `${rateText(rate)}/s`
  if (kind === 'at-least') return `>= ${rateText(rate)}/s`
  return kind === 'below' ? `< ${rateText(nextRate)}/s` : '?'
}
