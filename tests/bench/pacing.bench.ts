import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import { z } from 'zod'
import { runSummary } from '../support/run-summary.ts'
import { atLeast, atMost, figure, type BenchRow } from './bench-row.ts'
import { isInstalled, startNginx } from './local-nginx.ts'

const SERVER_CPU = 0
const ROUNDS = 3
const ROUND_SECONDS = 10
const RATES = [50, 2_000, 10_000]
/** While the first ones are made arrivals are late, or dropped for want of more: that is no pacing, and stays small. */
const CONNECTIONS = 100
const MOST_CPU_PERCENT: Readonly<Record<number, number>> = { 10_000: 60 }

const pacedSummary = runSummary.extend({
  iterations: z.object({ planned: z.number(), started: z.number() }),
  latency: z.object({ startLag: z.object({ p50: z.number(), p99: z.number() }) }),
  generator: z.object({ cpuPercent: z.number() })
})

interface Round {
  readonly achievedPercent: number
  readonly lagP50Ms: number
  readonly lagP99Ms: number
  readonly cpuPercent: number
}

/**
 * How precisely an open model starts its requests, with the built command line on nginx. Start lag holds whatever else
 * the machine does at that moment, so the best round of each rate is judged; the median is printed beside it.
 */
export async function runPacingBench(): Promise<BenchRow[]> {
  const missing = ['nginx', 'taskset'].filter((program) => !isInstalled(program))
  if (missing.length > 0) {
    console.log(`Skipped the pacing: ${missing.join(', ')} not found.`)
    return []
  }
  const nginx = await startNginx(SERVER_CPU)
  try {
    const rows: BenchRow[] = []
    for (const rate of RATES) rows.push(...(await measureRate(nginx.url, rate)))
    return rows
  } finally {
    await nginx.close()
  }
}

async function measureRate(url: string, rate: number): Promise<BenchRow[]> {
  const rounds: Round[] = []
  for (let round = 0; round < ROUNDS; round++) rounds.push(await measureRound(url, rate))
  const name = `${rate.toLocaleString('en')}/s`
  const achieved = rounds.map((round) => round.achievedPercent)
  const p50 = rounds.map((round) => round.lagP50Ms)
  const p99 = rounds.map((round) => round.lagP99Ms)
  const cpu = rounds.map((round) => round.cpuPercent)
  const mostCpu = MOST_CPU_PERCENT[rate]
  return [
    atLeast(`${name}: arrivals started, best round`, Math.max(...achieved), '%', 99.5),
    atMost(`${name}: start lag p50, best round`, Math.min(...p50), 'ms', 0.15),
    figure(`${name}: start lag p50, median`, median(p50), 'ms'),
    atMost(`${name}: start lag p99, best round`, Math.min(...p99), 'ms', 0.6),
    figure(`${name}: start lag p99, median`, median(p99), 'ms'),
    mostCpu === undefined
      ? figure(`${name}: CPU of the whole process, median`, median(cpu), '% of a core')
      : atMost(`${name}: CPU of the whole process, median`, median(cpu), '% of a core', mostCpu)
  ]
}

async function measureRound(url: string, rate: number): Promise<Round> {
  const load = ['-r', String(rate), '-d', `${ROUND_SECONDS}s`, '-c', String(CONNECTIONS)]
  const output = ['--json', '-', '--quiet', '--no-save']
  const command = ['out/main/cli.js', 'quick', url, ...load, ...output]
  const { stdout } = await promisify(execFile)(process.execPath, command, { maxBuffer: 2 ** 24 })
  const { iterations, latency, generator } = pacedSummary.parse(JSON.parse(stdout))
  return {
    achievedPercent: (100 * iterations.started) / iterations.planned,
    lagP50Ms: latency.startLag.p50,
    lagP99Ms: latency.startLag.p99,
    cpuPercent: generator.cpuPercent
  }
}

function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b)
  return sorted[Math.floor(sorted.length / 2)] ?? Number.NaN
}
