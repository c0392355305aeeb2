import type { CapacityResult } from '../../../shared/capacity/capacity.ts'
import { figureText, rateText } from '../text/figures.ts'
import type { TerminalStyle } from '../text/terminal-style.ts'

const HEIGHT = 8
const LABEL_WIDTH = 8
const WIDEST = 60
/** Of two steps in one place the worse is drawn. */
const MET = 'o'
const MISSED = 'x'
const MEDIAN = '.'

/**
 * p99 (and the median below it) against the achieved rate, latency on a logarithmic scale; nothing for fewer than three
 * steps.
 */
export function capacityPlot({ steps }: CapacityResult, style: TerminalStyle): string[] {
  const points = steps.flatMap(({ achievedRate, response: { p50, p99 }, verdict }) =>
    p50 !== null && p99 !== null && p50 > 0 && achievedRate > 0 ? [{ achievedRate, p50, p99, verdict }] : []
  )
  if (points.length < 3) return []
  const width = Math.min(WIDEST, style.width - LABEL_WIDTH - 4)
  const highestRate = Math.max(...points.map(({ achievedRate }) => achievedRate))
  const highest = Math.log(Math.max(...points.map(({ p99 }) => p99)))
  const lowest = Math.log(Math.min(...points.map(({ p50 }) => p50)))
  const column = (rate: number): number => Math.round((rate / highestRate) * (width - 1))
  const row = (latencyMs: number): number =>
    Math.round(((highest - Math.log(latencyMs)) / Math.max(1e-9, highest - lowest)) * (HEIGHT - 1))
  const grid = Array.from({ length: HEIGHT }, () => Array<string>(width).fill(' '))
  const put = (rate: number, latencyMs: number, mark: string): void => {
    grid[row(latencyMs)]![column(rate)] = mark
  }
  for (const { achievedRate, p50 } of points) put(achievedRate, p50, MEDIAN)
  for (const wanted of [MET, MISSED]) {
    for (const { achievedRate, p99, verdict } of points) {
      const mark = verdict === 'met' ? MET : MISSED
      if (mark === wanted) put(achievedRate, p99, mark)
    }
  }
  const label = (index: number): string =>
    index === 0 ? figureText(Math.exp(highest)) : index === HEIGHT - 1 ? figureText(Math.exp(lowest)) : ''
  const lines = grid.map(
    (cells, index) => `  ${style.dim(label(index).padStart(LABEL_WIDTH))} |${cells.join('').trimEnd()}`
  )
  const right = `${rateText(highestRate)}/s`
  return [
    `  ${style.dim(`ms, logarithmic: p99 ${MET} met ${MISSED} missed, median ${MEDIAN}`)}`,
    ...lines,
    `  ${' '.repeat(LABEL_WIDTH)} +${'-'.repeat(width)}`,
    `  ${' '.repeat(LABEL_WIDTH)}  ${style.dim(`0${right.padStart(width - 1)}`)}`
  ]
}
