import type { CheckResult, ThresholdResult } from '../../../shared/metrics/summary.ts'
import { countText, figureText, latencyText, shareText } from './figures.ts'
import { table, type Cell } from './table.ts'
import type { TerminalStyle } from './terminal-style.ts'

export function checkLines(checks: readonly CheckResult[], style: TerminalStyle): string[] {
  if (checks.length === 0) return []
  const severalScenarios = new Set(checks.map(({ scenario }) => scenario)).size > 1
  return table(
    [
      { title: 'check', align: 'left', flexible: true },
      { title: 'passed', align: 'right' },
      { title: 'failed', align: 'right' }
    ],
    checks.map(({ scenario, name, passed, failed }): Cell[] => [
      { text: `${mark(failed === 0)} ${severalScenarios ? `${scenario}: ` : ''}${name}` },
      { text: countText(passed) },
      { text: countText(failed), ...(failed > 0 && { paint: style.red }) }
    ]),
    style
  )
}

export function thresholdLines(thresholds: readonly ThresholdResult[], style: TerminalStyle): string[] {
  if (thresholds.length === 0) return []
  return table(
    [
      { title: 'threshold', align: 'left', flexible: true },
      { title: 'measured', align: 'right' },
      { title: '', align: 'left' }
    ],
    thresholds.map((threshold): Cell[] => {
      const passed = threshold.result === 'passed'
      return [
        {
          text: `${mark(passed)} ${threshold.metric} ${threshold.expression}`,
          ...(!passed && { paint: style.red })
        },
        { text: measuredText(threshold) },
        { text: remark(threshold) }
      ]
    }),
    style
  )
}

function mark(passed: boolean): string {
  return passed ? '✓' : '✗'
}

/** In the unit of the metric: durations in ms, shares in percent, counts and rates per second as they are. */
export function measuredText({
  metric,
  expression,
  actual
}: Pick<ThresholdResult, 'metric' | 'expression' | 'actual'>): string {
  if (actual === null) return 'no data'
  if (/^http_req_failed|^checks/.test(metric)) return shareText(actual)
  if (/^http_req_/.test(metric)) return latencyText(actual)
  return /^\s*rate/.test(expression) ? `${figureText(actual)}/s` : countText(actual)
}

function remark({ failingSinceSecond, abortedRun, result }: ThresholdResult): string {
  if (abortedRun) return `stopped the run in second ${failingSinceSecond ?? 0}`
  if (result === 'failed' && failingSinceSecond !== null) return `since second ${failingSinceSecond}`
  return result === 'passed' && failingSinceSecond !== null
    ? `failed for a while from second ${failingSinceSecond}`
    : ''
}
