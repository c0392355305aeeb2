import { limiterWords } from '../../../shared/metrics/limiter-words.ts'
import type { ThresholdResult } from '../../../shared/metrics/summary.ts'
import {
  clockText,
  countText,
  figureText,
  measuredText,
  padEnd,
  printable,
  rateText,
  shareText,
  type TerminalStyle
} from '../../report/index.ts'
import type { LiveState } from './live-state.ts'
import { progressBar } from './progress-bar.ts'

const LABEL_WIDTH = 12
const SHOWN_ERRORS = 4
const SHOWN_THRESHOLDS = 3

/** The block that is redrawn in place: always the same lines, so that nothing jumps while the numbers change. */
export function liveLines(state: LiveState, style: TerminalStyle): string[] {
  const { plan } = state.start
  const target = plan.target === null ? '' : `   ${style.dim(printable(plan.target))}`
  return [
    `  ${style.bold(printable(plan.name))}${target}`,
    `  ${progressText(state, style)}`,
    labelled('requests', requestsText(state), style),
    labelled('iterations', iterationsText(state, style), style),
    labelled('response', `last second   ${lastSecondText(state)}`, style),
    labelled('', `so far        ${soFarText(state)}`, style),
    labelled('errors', errorsText(state, style), style),
    labelled('generator', generatorText(state, style), style),
    labelled('limiter', limiterText(state), style),
    labelled('thresholds', thresholdsText(state.thresholds, plan.thresholds.length, style), style)
  ]
}

/** One line for a log: where there is no terminal, every few seconds. */
export function logLine(state: LiveState): string {
  const soFar = state.soFar
  const parts = [
    clockText(state.progress?.elapsedMs ?? 0),
    requestsText(state),
    `p50 p95 p99 ${latencies(state.lastSecond('response_p50'), state.lastSecond('response_p95'), state.lastSecond('response_p99'))}`,
    `failed ${countText(soFar?.totals.httpFailed ?? 0)}`,
    `VUs ${countText(state.runSecond?.activeVus ?? 0)}`
  ]
  const dropped = soFar?.iterations.dropped ?? 0
  if (dropped > 0) parts.push(`dropped ${countText(dropped)}`)
  if (state.runSecond?.generator.suspect === true) {
    parts.push(`generator suspect: ${state.runSecond.generator.reason}`)
  }
  return parts.join('   ')
}

function labelled(label: string, text: string, style: TerminalStyle): string {
  return `  ${style.dim(padEnd(label, LABEL_WIDTH))} ${text}`
}

function progressText(state: LiveState, style: TerminalStyle): string {
  const { elapsedMs, plannedDurationMs } = state
  const { plan } = state.start
  const phase = state.isPaused ? 'paused' : (state.progress?.phase ?? 'starting')
  const phaseText = phase === 'running' ? '' : `   ${style.yellow(phase)}`
  if (plannedDurationMs !== null) {
    const time = `${clockText(elapsedMs)} / ${clockText(plannedDurationMs)}`
    return `${time}  ${progressBar(elapsedMs / plannedDurationMs, style.width - 40)}${phaseText}`
  }
  const planned = plan.scenarios.reduce(
    (sum, { executor }) => sum + ('iterations' in executor ? totalIterations(executor) : 0),
    0
  )
  const done = state.progress?.counters.iterationsCompleted ?? 0
  const count = `${countText(done)} of ${countText(planned)} iterations`
  return `${clockText(elapsedMs)}  ${progressBar(done / planned, style.width - 56)}  ${count}${phaseText}`
}

function totalIterations(executor: { kind: string; vus: number; iterations: number }): number {
  return executor.kind === 'per-vu-iterations' ? executor.vus * executor.iterations : executor.iterations
}

function requestsText(state: LiveState): string {
  const counters = state.progress?.counters
  const rate = state.lastSecond('ok') + state.lastSecond('httpErrors')
  const inFlight = state.runSecond?.requestsInFlight ?? null
  return `${padEnd(`${rateText(rate)}/s`, 10)} ${countText(counters?.requestsCompleted ?? 0)} in all   ${countText(inFlight)} in flight`
}

function iterationsText(state: LiveState, style: TerminalStyle): string {
  const second = state.runSecond
  const isOpen = state.start.plan.scenarios.some(({ executor }) => executor.kind.endsWith('-arrival-rate'))
  const planned = isOpen ? ` of ${countText(second?.iterationsPlanned ?? null)}/s planned` : ''
  const dropped = state.progress?.counters.iterationsDropped ?? 0
  const droppedText = `dropped ${countText(dropped)}`
  return [
    `${countText(second?.iterationsStarted ?? null)}/s${planned}`,
    ...(isOpen ? [dropped > 0 ? style.red(droppedText) : droppedText] : []),
    `VUs ${countText(state.progress?.counters.activeVus ?? 0)}`
  ].join('   ')
}

function lastSecondText(state: LiveState): string {
  return percentiles(
    state.lastSecond('response_p50'),
    state.lastSecond('response_p95'),
    state.lastSecond('response_p99')
  )
}

function soFarText({ soFar }: LiveState): string {
  const response = soFar?.latency.response
  return percentiles(response?.p50 ?? null, response?.p95 ?? null, response?.p99 ?? null)
}

type Figure = number | null

function percentiles(p50: Figure, p95: Figure, p99: Figure): string {
  const [first, second, third] = [p50, p95, p99].map((value) => padEnd(figureText(value), 7))
  return `p50 ${first}p95 ${second}p99 ${third}ms`
}

function latencies(...values: readonly Figure[]): string {
  return `${values.map((value) => figureText(value)).join(' ')} ms`
}

function errorsText({ soFar }: LiveState, style: TerminalStyle): string {
  if (soFar === null || soFar.totals.httpFailed === 0) return 'none'
  const statuses = Object.entries(soFar.statusCodes).filter(([status]) => Number(status) >= 400)
  const all = [...statuses, ...Object.entries(soFar.errors)].sort(([, a], [, b]) => b - a)
  const shown = all.slice(0, SHOWN_ERRORS).map(([code, count]) => `${printable(code)} x${countText(count)}`)
  const more = all.length > SHOWN_ERRORS ? [`${all.length - SHOWN_ERRORS} other kinds`] : []
  return style.red(`${shareText(soFar.rates.failed)}   ${[...shown, ...more].join('   ')}`)
}

function generatorText({ runSecond }: LiveState, style: TerminalStyle): string {
  if (runSecond === null) return 'no second has passed yet'
  const { laneBusy, startLagP99Ms, suspect, saturated, reason } = runSecond.generator
  const facts = `lane ${Math.round(laneBusy * 100)} % busy   start lag p99 ${figureText(startLagP99Ms)} ms`
  if (saturated) return `${style.red(`SATURATED: ${reason}`)}   ${facts}`
  return suspect ? `${style.yellow(`suspect: ${reason}`)}   ${facts}` : `clean   ${facts}`
}

/** Of the run so far. */
function limiterText({ soFar }: LiveState): string {
  const limiter = soFar?.generator.limiter ?? null
  if (limiter === null) return 'no second has passed yet'
  const { who, what } = limiterWords(limiter)
  return `${who}: ${what}`
}

function thresholdsText(results: readonly ThresholdResult[], planned: number, style: TerminalStyle): string {
  if (planned === 0) return style.dim('none in the plan')
  const failing = results.filter(({ result }) => result === 'failed')
  if (failing.length === 0) return `${planned} in the plan, none failing`
  const shown = failing
    .slice(0, SHOWN_THRESHOLDS)
    .map((failed) => `✗ ${failed.metric} ${failed.expression} (${measuredText(failed)})`)
  const more = failing.length > SHOWN_THRESHOLDS ? [`and ${failing.length - SHOWN_THRESHOLDS} more`] : []
  return style.red(printable([...shown, ...more].join('   ')))
}
