import { z } from 'zod'
import { runSummary } from '../support/run-summary.ts'
import { atMost, figure, type BenchRow } from './bench-row.ts'
import { quickCommand } from './load-clients.ts'
import { isPermitted, withNginx } from './local-nginx.ts'
import { measureProcess, median } from './measured-process.ts'

const SERVER_CORE = 0
const CLIENT_CORE = 1
const ROUNDS = 5
const ROUND_SECONDS = 10
const RATES = [50, 2_000, 10_000]
/** While the first ones are made arrivals are late, or dropped for want of more: that is no pacing, and stays small. */
const CONNECTIONS = 200
const REAL_TIME = ['chrt', '-r', '10']

const pacedSummary = runSummary.extend({
  iterations: z.object({ planned: z.number(), started: z.number() }),
  latency: z.object({ startLag: z.object({ p50: z.number(), p99: z.number() }) }),
  generator: z.object({ cpuPercent: z.number() })
})

interface Round {
  /** How far the starts were from the planned number, percent. */
  readonly missedPercent: number
  readonly lagP50Ms: number
  readonly lagP99Ms: number
  readonly cpuPercent: number
}

/**
 * How precisely an open model starts its requests, with the built command line on nginx, everything recorded. Start lag
 * is whatever else the machine does at that moment. So the limits are kept under real-time scheduling, where the machine
 * does nothing else; ordinary runs stand beside them.
 */
export function runPacingBench(): Promise<BenchRow[]> {
  return withNginx(SERVER_CORE, [], async ({ url }, folder) => {
    const hasRealTime = isPermitted([...REAL_TIME, 'true'])
    if (!hasRealTime)
      console.log('Real-time scheduling (chrt -r 10) is not permitted: limits on ordinary runs.')
    const rows: BenchRow[] = []
    for (const rate of RATES) {
      const name = `${rate.toLocaleString('en')}/s`
      const measure = (prefix: readonly string[]): Promise<Round[]> =>
        measureRounds([...prefix, ...quickCommand(url, folder, loadOf(rate))])
      const ordinary = await measure([])
      if (hasRealTime) {
        rows.push(...figures(name, ordinary), ...limits(`${name}, real-time`, rate, await measure(REAL_TIME)))
      } else rows.push(...limits(name, rate, ordinary))
    }
    return rows
  })
}

function loadOf(rate: number): string[] {
  return ['-r', String(rate), '-d', `${ROUND_SECONDS}s`, '-c', String(CONNECTIONS)]
}

async function measureRounds(command: readonly string[]): Promise<Round[]> {
  const rounds: Round[] = []
  for (let round = 0; round < ROUNDS; round++) {
    const { output } = await measureProcess(command, CLIENT_CORE)
    const { iterations, latency, generator } = pacedSummary.parse(JSON.parse(output))
    rounds.push({
      missedPercent: 100 * Math.abs(1 - iterations.started / iterations.planned),
      lagP50Ms: latency.startLag.p50,
      lagP99Ms: latency.startLag.p99,
      cpuPercent: generator.cpuPercent
    })
  }
  return rounds
}

function figures(name: string, rounds: readonly Round[]): BenchRow[] {
  const of = (key: keyof Round): number => median(rounds.map((round) => round[key]))
  return [
    figure(`${name}: start lag p50`, of('lagP50Ms'), 'ms'),
    figure(`${name}: start lag p99`, of('lagP99Ms'), 'ms'),
    figure(`${name}: CPU of the whole process`, of('cpuPercent'), '% of a core')
  ]
}

function limits(name: string, rate: number, rounds: readonly Round[]): BenchRow[] {
  const of = (key: keyof Round): number => median(rounds.map((round) => round[key]))
  const cpu = of('cpuPercent')
  return [
    atMost(`${name}: off the planned rate`, of('missedPercent'), '%', 0.1),
    atMost(`${name}: start lag p50`, of('lagP50Ms'), 'ms', 0.15),
    atMost(`${name}: start lag p99`, of('lagP99Ms'), 'ms', 0.6),
    rate === Math.max(...RATES)
      ? atMost(`${name}: CPU of the whole process`, cpu, '% of a core', 60)
      : figure(`${name}: CPU of the whole process`, cpu, '% of a core')
  ]
}
