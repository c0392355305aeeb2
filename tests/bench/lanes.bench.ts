import { writeFileSync } from 'node:fs'
import { availableParallelism } from 'node:os'
import { join } from 'node:path'
import { atLeast, figure, type BenchRow } from './bench-row.ts'
import { loadgaleCommand, measureLoadgale, quickCommand, type ClientFigures } from './load-clients.ts'
import { LIST_PATH, withNginx } from './local-nginx.ts'
import { median } from './measured-process.ts'

const ROUNDS = 5
const ROUND_SECONDS = 10
/** Two for the lanes, one for the recorder and the rest, and one at least for the service. */
const CORES_NEEDED = 4
const CLIENT_CORE = 1
const WANTED = 1.7
/** So many looks into each response that the service has next to nothing to do in comparison. */
const TEXTS = 60

interface Comparison {
  /** Of one lane. */
  readonly requestsPerSecond: number
  readonly cpuUsPerRequest: number
  /** Of two. */
  readonly twoCpuUsPerRequest: number
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
      figure('one lane: CPU per request', plain.cpuUsPerRequest, 'us'),
      figure('two lanes: CPU per request', plain.twoCpuUsPerRequest, 'us'),
      core === null
        ? atLeast('two lanes to one, requests/s', plain.speed, 'x', WANTED)
        : figure('two lanes to one, requests/s, all on one core', plain.speed, 'x'),
      figure('one lane that checks its responses: requests/s', reading.requestsPerSecond, '/s'),
      figure('one lane that checks its responses: CPU per request', reading.cpuUsPerRequest, 'us'),
      figure('two lanes that do: CPU per request', reading.twoCpuUsPerRequest, 'us'),
      atLeast('two lanes to one that check their responses, requests/s', reading.speed, 'x', WANTED)
    ]
  })
}

async function compare(
  command: (lanes: number) => readonly string[],
  core: number | null
): Promise<Comparison> {
  const one: ClientFigures[] = []
  const two: ClientFigures[] = []
  for (let round = 0; round < ROUNDS; round++) {
    one.push(await measureLoadgale(command(1), core))
    two.push(await measureLoadgale(command(2), core))
  }
  return {
    requestsPerSecond: median(one.map((figures) => figures.requestsPerSecond)),
    cpuUsPerRequest: median(one.map((figures) => figures.cpuUsPerRequest)),
    twoCpuUsPerRequest: median(two.map((figures) => figures.cpuUsPerRequest)),
    speed: median(
      two.map(({ requestsPerSecond }, round) => requestsPerSecond / one[round]!.requestsPerSecond)
    )
  }
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
