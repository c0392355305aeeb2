import type { CalibrationResult } from '../../shared/calibration.ts'
import { printable } from './text/display-width.ts'
import { countText, dateText, figureText, latencyText, numberOf, shareText } from './text/figures.ts'
import { table } from './text/table.ts'
import type { TerminalStyle } from './text/terminal-style.ts'

/** What this machine can do, and how punctual it is. */
export function calibrationText(result: CalibrationResult, style: TerminalStyle): string {
  const { environment, throughput, jitter } = result
  const facts = [environment.cpu, numberOf(environment.cores, 'core'), environment.os, environment.runtime]
  const rows = throughput.map((entry) => [
    String(entry.lanes),
    countText(entry.requestsPerSecond),
    shareText(entry.laneBusyPercent / 100),
    figureText(entry.cpuMicrosecondsPerRequest),
    countText(entry.ceilingPerSecond)
  ])
  const columns = ['lanes', 'requests/s', 'lane busy', 'us CPU/request', 'ceiling/s'] as const
  const steal = jitter.stealPercent === null ? '' : `   steal ${shareText(jitter.stealPercent / 100)}`
  const lines = [
    `  ${style.bold(printable(environment.host))}  calibrated ${dateText(result.measuredAt)} with Loadgale ${printable(environment.loadgale)}`,
    `  ${style.dim(printable(facts.join('   ')))}`,
    '',
    ...table(
      columns.map((title) => ({ title, align: 'right' })),
      rows,
      style
    ),
    '',
    `  ${style.dim(`start lag at ${countText(jitter.ratePerSecond)}/s`)}  p50 ${latencyText(jitter.startLagP50Ms)}   p99 ${latencyText(jitter.startLagP99Ms)}   loop delay at most ${latencyText(jitter.maxLoopDelayMs)}`,
    `  ${style.dim('timers late by')}  p50 ${latencyText(jitter.timerP50Ms)}   p99 ${latencyText(jitter.timerP99Ms)}${steal}`,
    '',
    '  The ceiling is what the lanes do when they are wholly busy; the practice target shares the machine and may be the',
    '  limit before. Plans that ask for more than 70 % of it get a warning.'
  ]
  return `${lines.join('\n')}\n`
}
