import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { z } from 'zod'
import { runSummary } from '../support/run-summary.ts'
import { atMost, figure, type BenchRow } from './bench-row.ts'
import { loadgaleCommand } from './load-clients.ts'
import { withNginx } from './local-nginx.ts'
import { measureProcess, median } from './measured-process.ts'

const SERVER_CORE = 0
const ROUNDS = 5
/** Connections are made and code is compiled in the first seconds: the lag that they cause has a row of its own. */
const WARM_UP_SECONDS = 3
const ROUND_SECONDS = WARM_UP_SECONDS + 10
const RATES = [50, 2_000, 10_000]
const CONNECTIONS = 200

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
 * How precisely an open model starts its requests, with the built command line on nginx, everything recorded. Nothing is
 * pinned but nginx, as users run it; start lag is whatever else the machine does at that moment.
 */
export function runPacingBench(): Promise<BenchRow[]> {
  return withNginx(SERVER_CORE, [], async ({ url }, folder) => {
    const rows: BenchRow[] = []
    for (const rate of RATES) {
      const plan = join(folder, `${rate}.json`)
      const cold = await measureRounds(loadgaleCommand(folder, ['run', writePlan(plan, url, rate, 0)]))
      const warm = await measureRounds(
        loadgaleCommand(folder, ['run', writePlan(plan, url, rate, WARM_UP_SECONDS)])
      )
      rows.push(...figuresOf(`${rate.toLocaleString('en')}/s`, rate, cold, warm))
    }
    return rows
  })
}

function writePlan(file: string, url: string, rate: number, warmUpSeconds: number): string {
  const load = { executor: 'constant-arrival-rate', rate, duration: `${ROUND_SECONDS}s` }
  const scenario = {
    ...load,
    preAllocatedVUs: CONNECTIONS,
    maxVUs: CONNECTIONS,
    flow: [{ request: { url } }]
  }
  const plan = { version: 1, name: `${rate}/s`, warmUp: `${warmUpSeconds}s`, scenarios: { pace: scenario } }
  writeFileSync(file, JSON.stringify(plan))
  return file
}

async function measureRounds(command: readonly string[]): Promise<Round[]> {
  const rounds: Round[] = []
  for (let round = 0; round < ROUNDS; round++) {
    const { output } = await measureProcess(command)
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

/** @param cold measured from the first second on */
function figuresOf(name: string, rate: number, cold: readonly Round[], warm: readonly Round[]): BenchRow[] {
  const of = (key: keyof Round, rounds = warm): number => median(rounds.map((round) => round[key]))
  const cpu = of('cpuPercent')
  const afterWarmUp = `after ${WARM_UP_SECONDS} s`
  return [
    atMost(`${name}: off the planned rate`, of('missedPercent'), '%', 0.1),
    atMost(`${name}: start lag p50, ${afterWarmUp}`, of('lagP50Ms'), 'ms', 0.15),
    atMost(`${name}: start lag p99, ${afterWarmUp}`, of('lagP99Ms'), 'ms', 0.6),
    figure(`${name}: start lag p99, with the first ${WARM_UP_SECONDS} s`, of('lagP99Ms', cold), 'ms'),
    rate === Math.max(...RATES)
      ? atMost(`${name}: CPU of the whole process`, cpu, '% of a core', 60)
      : figure(`${name}: CPU of the whole process`, cpu, '% of a core')
  ]
}
