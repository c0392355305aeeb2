import { writeFileSync } from 'node:fs'
import { availableParallelism } from 'node:os'
import { join } from 'node:path'
import { runSummary } from '../support/run-summary.ts'
import { atLeast, figure, type BenchRow } from './bench-row.ts'
import { loadgaleCommand, quickCommand } from './load-clients.ts'
import { LIST_PATH, withNginx } from './local-nginx.ts'
import { measureProcess, median } from './measured-process.ts'

const ROUNDS = 5
const ROUND_SECONDS = 10
/** Two for the lanes, one for the recorder and the rest, and one at least for the service. */
const CORES_NEEDED = 4
const CLIENT_CORE = 1
const WANTED = 1.7
/** So many looks into each response that the service has next to nothing to do in comparison. */
const TEXTS = 60

interface LaneFigures {
  readonly perSecond: number
  readonly cpuUs: number
}

interface Comparison extends LaneFigures {
  readonly twoCpuUs: number
  /** Requests for each second of two lanes, of those of one. */
  readonly speed: number
}

/**
 * Two lanes against one. Where lanes and service would have to share cores, two lanes would only wait for the service, so
 * both are pinned to one core: what two lanes reach on it, of what one reaches, is what is left when each pays for the
 * other. With a plan that reads its responses the service has next to nothing to do, and two cores suffice.
 */
export function runLanesBench(): Promise<BenchRow[]> {
  const core = availableParallelism() < CORES_NEEDED ? CLIENT_CORE : null
  return withNginx(0, [], async ({ url }, folder) => {
    const plain = await compare(
      (lanes) =>
        quickCommand(url, folder, ['-c', '100', '-d', `${ROUND_SECONDS}s`, '--lanes', String(lanes)]),
      core
    )
    const plan = writeReadingPlan(folder, url)
    const reading = await compare(
      (lanes) => loadgaleCommand(folder, ['run', plan, '--lanes', String(lanes)]),
      null
    )
    return [
      figure('one lane: CPU per request', plain.cpuUs, 'us'),
      figure('two lanes: CPU per request', plain.twoCpuUs, 'us'),
      core === null
        ? atLeast('two lanes to one, requests/s', plain.speed, 'x', WANTED)
        : figure('two lanes to one, requests/s, all on one core', plain.speed, 'x'),
      figure('one lane that checks its responses: requests/s', reading.perSecond, '/s'),
      figure('one lane that checks its responses: CPU per request', reading.cpuUs, 'us'),
      figure('two lanes that do: CPU per request', reading.twoCpuUs, 'us'),
      atLeast('two lanes to one that check their responses, requests/s', reading.speed, 'x', WANTED)
    ]
  })
}

async function compare(
  command: (lanes: number) => readonly string[],
  core: number | null
): Promise<Comparison> {
  const one: LaneFigures[] = []
  const two: LaneFigures[] = []
  for (let round = 0; round < ROUNDS; round++) {
    one.push(await measure(command(1), core))
    two.push(await measure(command(2), core))
  }
  return {
    perSecond: median(one.map(({ perSecond }) => perSecond)),
    cpuUs: median(one.map(({ cpuUs }) => cpuUs)),
    twoCpuUs: median(two.map(({ cpuUs }) => cpuUs)),
    speed: median(two.map(({ perSecond }, round) => perSecond / one[round]!.perSecond))
  }
}

async function measure(command: readonly string[], core: number | null): Promise<LaneFigures> {
  const { output, cpuSeconds } = await measureProcess(command, core)
  const { totals, rates } = runSummary.parse(JSON.parse(output))
  return { perSecond: rates.requestsPerSecond, cpuUs: (cpuSeconds * 1e6) / totals.completed }
}

/** @returns the file's path */
function writeReadingPlan(folder: string, url: string): string {
  const file = join(folder, 'reading.json')
  const request = { name: 'list', url: LIST_PATH }
  const texts = Array.from({ length: TEXTS }, (_, id) => ({ bodyContains: `"name":"entry ${299 - id}"` }))
  const checks = [{ status: 200 }, { jsonpath: '$[299].name', equals: 'entry 299' }, ...texts]
  const reading = {
    executor: 'constant-vus',
    vus: 20,
    duration: `${ROUND_SECONDS}s`,
    flow: [{ request, checks }]
  }
  writeFileSync(file, JSON.stringify({ version: 1, name: 'Reading', target: url, scenarios: { reading } }))
  return file
}
