import { REQUEST_ERRORS } from '../../../shared/error-codes.ts'
import { failedShare, measuredFailedShare } from '../../../shared/metrics/failed-share.ts'
import { startedIterationsPerSecond } from '../../../shared/metrics/started-rate.ts'
import type { LatencySummary, RunSummary } from '../../../shared/metrics/summary.ts'
import { dialWords } from '../../../shared/plan/dial-words.ts'
import { padEnd, printable } from './display-width.ts'
import {
  bytesText,
  countText,
  dateText,
  figureText,
  lengthText,
  numberOf,
  rateText,
  shareText
} from './figures.ts'
import { table, type Cell, type Column } from './table.ts'
import type { TerminalStyle } from './terminal-style.ts'
import { checkLines, thresholdLines } from './verdict-lines.ts'

const LABEL_WIDTH = 13

/** The end-of-run summary for a terminal: the verdict, the totals, latency, requests, what went wrong, the generator. */
export function summaryText(summary: RunSummary, style: TerminalStyle): string {
  const sections = [
    heading(summary, style),
    totals(summary, style),
    latencyTable(summary, style),
    requestTable(summary, style),
    outcomes(summary, style),
    checkLines(summary.checks, style),
    thresholdLines(summary.thresholds, style),
    generator(summary, style),
    conservation(summary, style)
  ]
  return sections
    .filter((lines) => lines.length > 0)
    .map((lines) => `${lines.join('\n')}\n`)
    .join('\n')
}

function heading({ run, verdict }: RunSummary, style: TerminalStyle): string[] {
  const verdicts = {
    passed: style.green('PASSED'),
    failed: style.red('FAILED'),
    none: style.dim('no thresholds')
  } as const
  const status = run.status === 'finished' ? 'finished' : style.yellow(run.status)
  const tags = Object.entries(run.tags).map(([key, value]) => `${key}=${value}`)
  const facts = [run.target ?? '', dateText(run.startedAt), `run ${run.id}`, ...tags]
  return [
    `  ${style.bold(printable(run.name))}  ${status} after ${lengthText(run.durationMs)}  ${verdicts[verdict]}`,
    `  ${style.dim(printable(facts.filter((fact) => fact !== '').join('   ')))}`
  ]
}

function labelled(label: string, text: string, style: TerminalStyle): string {
  return `  ${style.dim(padEnd(label, LABEL_WIDTH))} ${text}`
}

function totals(summary: RunSummary, style: TerminalStyle): string[] {
  const { iterations, rates } = summary
  const { completed, started } = summary.totals
  const failed = summary.totals.httpFailed
  const failedText = `failed ${countText(failed)} (${failedShareText(summary)})`
  const inWarmUp = endedInWarmUp(summary)
  const requests = [
    completed === started
      ? countText(completed)
      : `${countText(completed)} of ${countText(started)} completed`,
    inWarmUp ? 'all within the warm-up' : `${rateText(rates.requestsPerSecond)}/s`,
    failed > 0 ? style.red(failedText) : failedText,
    ...some('timed out', summary.totals.timedOut),
    ...some('no response', summary.totals.failed),
    ...some('in flight at the end', summary.totals.inFlight),
    ...some('retried', summary.totals.retried)
  ]
  const planned = rates.plannedIterationsPerSecond
  const begun = startedIterationsPerSecond(rates)
  const done = [
    countText(iterations.completed),
    ...(inWarmUp ? [] : [`${rateText(rates.iterationsPerSecond)}/s`]),
    ...(inWarmUp || begun === null ? [] : [`started ${rateText(begun)}/s of ${rateText(planned)}/s planned`]),
    ...some('interrupted', iterations.interrupted),
    ...some('dropped', iterations.dropped).map(style.yellow),
    ...some('not started', iterations.notStarted)
  ]
  const byteRate = (perSecond: number): string => (inWarmUp ? '' : ` (${bytesText(perSecond)}/s)`)
  const traffic = [
    `received ${bytesText(summary.totals.bytesReceived)}${byteRate(rates.bytesReceivedPerSecond)}`,
    `sent ${bytesText(summary.totals.bytesSent)}${byteRate(rates.bytesSentPerSecond)}`
  ]
  return [
    labelled('requests', requests.join('   '), style),
    labelled('iterations', done.join('   '), style),
    ...(summary.dial === null ? [] : [labelled('by hand', dialWords(summary.dial.events), style)]),
    labelled('traffic', traffic.join('   '), style)
  ]
}

/** Counts are of the whole run, shares of the time after the warm-up: said where that makes a difference. */
function failedShareText(summary: RunSummary): string {
  const whole = shareText(failedShare(summary.totals) ?? 0)
  if (endedInWarmUp(summary)) return whole
  const measured = shareText(summary.rates.failed)
  return measured === whole ? measured : `${measured} after the warm-up`
}

/** Something was asked for, but nothing was measured: no request began or failed after the warm-up. */
function endedInWarmUp({ totals: { started }, latency, rates }: RunSummary): boolean {
  return started > 0 && latency.startLag.count + latency.response.count === 0 && rates.failed === 0
}

function some(label: string, count: number): string[] {
  return count > 0 ? [`${label} ${countText(count)}`] : []
}

const right = (title: string, optional = false): Column => ({ title, align: 'right', optional })

const LATENCY_COLUMNS: readonly Column[] = [
  { title: 'latency, ms', align: 'left' },
  right('min', true),
  right('mean', true),
  right('p50'),
  right('p75', true),
  right('p90', true),
  right('p95'),
  right('p99'),
  right('p99.9', true),
  right('max')
]

function latencyTable(summary: RunSummary, style: TerminalStyle): string[] {
  const { latency, totals } = summary
  if (latency.response.count === 0) {
    const reason = endedInWarmUp(summary)
      ? 'The whole run lies within its warm-up'
      : totals.completed > 0
        ? 'No response came after the warm-up'
        : 'No request got a response'
    return [`  ${reason}: there is no latency to show.`]
  }
  const isMixed = latency.responseOk.count !== latency.response.count
  const rows: [string, LatencySummary][] = [
    ['response', latency.response],
    ...(isMixed ? [['  of ok alone', latency.responseOk] satisfies [string, LatencySummary]] : []),
    ['service', latency.service],
    ['  waiting', latency.waiting],
    ['  receiving', latency.receiving],
    ['setup', latency.setup],
    ['start lag', latency.startLag]
  ]
  return table(
    LATENCY_COLUMNS,
    rows.map(([name, figures]) => [
      { text: name },
      ...(['min', 'mean', 'p50', 'p75', 'p90', 'p95', 'p99', 'p999', 'max'] as const).map((statistic) =>
        figureText(figures[statistic])
      )
    ]),
    style
  )
}

const REQUEST_COLUMNS: readonly Column[] = [
  { title: 'request', align: 'left', flexible: true },
  right('completed'),
  right('/s'),
  right('failed'),
  right('p50 ms'),
  right('p95 ms', true),
  right('p99 ms'),
  right('max ms', true)
]

function requestTable({ requests }: RunSummary, style: TerminalStyle): string[] {
  const rows = Object.entries(requests).map(([name, request]): (Cell | string)[] => {
    const { response } = request.latency
    const failedAfterWarmUp = measuredFailedShare(request)
    const share = shareText(failedAfterWarmUp)
    return [
      name,
      countText(request.totals.completed),
      rateText(request.requestsPerSecond),
      { text: share, ...((failedAfterWarmUp ?? 0) > 0 && { paint: style.red }) },
      figureText(response.p50),
      figureText(response.p95),
      figureText(response.p99),
      figureText(response.max)
    ]
  })
  return rows.length === 0 ? [] : table(REQUEST_COLUMNS, rows, style)
}

const errorMeanings = new Map<string, string>(REQUEST_ERRORS)

function outcomes({ statusCodes, errors, unexpectedData }: RunSummary, style: TerminalStyle): string[] {
  const statuses = Object.entries(statusCodes).map(([status, count]) => {
    const text = `${status} x${countText(count)}`
    return Number(status) >= 400 ? style.red(text) : text
  })
  const failures = Object.entries(errors).sort(([, a], [, b]) => b - a)
  return [
    ...(statuses.length === 0 ? [] : [labelled('status', statuses.join('   '), style)]),
    ...failures.map(([code, count], index) => {
      const meaning = errorMeanings.get(code)
      const text = `${style.red(`${printable(code)} x${countText(count)}`)}${meaning === undefined ? '' : `  ${meaning}`}`
      return labelled(index === 0 ? 'errors' : '', text, style)
    }),
    ...unasked(unexpectedData, style)
  ]
}

function unasked(connections: number | null, style: TerminalStyle): string[] {
  if (connections === null || connections === 0) return []
  const text = `${numberOf(connections, 'connection')} closed: the service sent bytes that no request had asked for`
  return [labelled('unasked', style.yellow(text), style)]
}

function generator({ generator: watch, run }: RunSummary, style: TerminalStyle): string[] {
  // A last second that was hardly begun counts where it was judged.
  const seconds = Math.max(watch.suspectSeconds, Math.round(run.durationMs / 1000))
  const state =
    watch.saturatedSeconds > 0
      ? style.red(
          `SATURATED in ${watch.saturatedSeconds} of ${numberOf(seconds, 'second')}: throughput is a lower bound, latency an upper bound`
        )
      : watch.suspectSeconds > 0
        ? style.yellow(
            `suspect in ${watch.suspectSeconds} of ${numberOf(seconds, 'second')}: its own lateness is in the figures`
          )
        : 'clean'
  const perRequest =
    watch.cpuMicrosecondsPerRequest === null
      ? []
      : [`${figureText(watch.cpuMicrosecondsPerRequest)} us CPU per request`]
  const facts = [
    `${numberOf(watch.lanes, 'lane')}, ${Math.round(watch.laneBusyPercent)} % busy`,
    `CPU ${Math.round(watch.cpuPercent)} % of a core`,
    `loop delay at most ${figureText(watch.maxLoopDelayMs)} ms`,
    ...perRequest
  ]
  const machine = [
    `machine CPU ${knownPercent(watch.machineCpuPercent)}`,
    `steal ${knownPercent(watch.stealPercent)}`,
    `descriptors ${knownUse(watch.peakDescriptors, watch.descriptorLimit)}`,
    `local ports ${knownUse(watch.peakLocalPorts, watch.localPortLimit)}`
  ]
  const same = watch.targetOnSameMachine
    ? [labelled('', style.yellow('the target runs on this machine and shares its CPU'), style)]
    : []
  // A run of a version that did not state it is shown without.
  const limiter = watch.limiter === null ? [] : [labelled('limiter', watch.limiter.text, style)]
  return [
    labelled('generator', state, style),
    labelled('', facts.join('   '), style),
    labelled('', machine.join('   '), style),
    ...same,
    ...limiter
  ]
}

const NOT_KNOWN = 'not known'

function knownPercent(value: number | null): string {
  return value === null ? NOT_KNOWN : shareText(value / 100)
}

function knownUse(peak: number | null, limit: number | null): string {
  return peak === null
    ? NOT_KNOWN
    : `at most ${countText(peak)}${limit === null ? '' : ` of ${countText(limit)}`}`
}

function conservation({ conservation: check }: RunSummary, style: TerminalStyle): string[] {
  if (check.balanced) return []
  return [
    `  ${style.red('The books do not balance; this is a fault of Loadgale, please report it:')}`,
    ...check.problems.map((problem) => `    ${printable(problem)}`)
  ]
}
