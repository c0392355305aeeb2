import { atLeast, atMost, figure, type BenchRow } from './bench-row.ts'
import { withNginx } from './local-nginx.ts'
import {
  loadgale,
  otherClients,
  quickCommand,
  WRK,
  type ClientFigures,
  type LoadClient
} from './load-clients.ts'
import { measureProcess, median } from './measured-process.ts'

const SERVER_CORE = 0
const CLIENT_CORE = 1
const CONNECTIONS = 100
/** Where what the generator keeps for each connection no longer fits into the processor's caches. */
const MANY_CONNECTIONS = [1000, 4000]
/** A round of one client is up to a tenth off that of the next: so many bring the median of the ratios to some 3 %. */
const ROUNDS = 9
const ROUND_SECONDS = 20
/** The others are far enough away that fewer tell as much. */
const OTHER_ROUNDS = 5
const OTHER_SECONDS = 10
/** So many times the requests for each second of these. */
const TIMES_AS_FAST: Readonly<Record<string, number>> = { autocannon: 2, hey: 3, k6: 7 }

/**
 * The built command line against wrk, and against the other generators that are on this machine, on one nginx, in turn,
 * everything recorded and saved. The figures are of whole processes, so that start-up and database are in them.
 */
export function runEngineBench(): Promise<BenchRow[]> {
  return withNginx(SERVER_CORE, ['wrk'], async ({ url }, folder) => {
    const ours = loadgale(folder)
    const measure: Measure = (client, seconds, connections = CONNECTIONS) =>
      client.measure({ url, seconds, connections, core: CLIENT_CORE })
    const wrkRounds: ClientFigures[] = []
    const ourRounds: ClientFigures[] = []
    const others = otherClients().map((client) => ({ client, rounds: [] as ClientFigures[] }))
    for (let round = 0; round < ROUNDS; round++) {
      wrkRounds.push(await measure(WRK, ROUND_SECONDS))
      ourRounds.push(await measure(ours, ROUND_SECONDS))
      if (round >= OTHER_ROUNDS) continue
      for (const { client, rounds } of others) rounds.push(await measure(client, OTHER_SECONDS))
    }
    const many: BenchRow[] = []
    for (const connections of MANY_CONNECTIONS) many.push(...(await againstWrk(ours, connections, measure)))
    const begunSeconds = median(await startUps(folder, url))
    return [
      ...figuresOf('wrk', wrkRounds),
      ...figuresOf('loadgale, one lane', ourRounds),
      atLeast('loadgale to wrk, requests/s', ratio('requestsPerSecond', ourRounds, wrkRounds), 'x', 1),
      atMost('loadgale to wrk, CPU per request', ratio('cpuUsPerRequest', ourRounds, wrkRounds), 'x', 1.1),
      figure('loadgale: CPU of a run of one request, which each run spends once', begunSeconds, 's'),
      figure(
        'loadgale to wrk, CPU per request beyond that',
        median(
          ourRounds.map((one, round) => lessStartUp(one, begunSeconds) / wrkRounds[round]!.cpuUsPerRequest)
        ),
        'x'
      ),
      ...many,
      ...others.flatMap(({ client: { name }, rounds }) => [
        ...figuresOf(name, rounds),
        // Where wrk itself is not so many times as fast, the service is the limit or the machine favours the others.
        figure(`wrk to ${name}, requests/s`, ratio('requestsPerSecond', wrkRounds, rounds), 'x'),
        atLeast(
          `loadgale to ${name}, requests/s`,
          ratio('requestsPerSecond', ourRounds, rounds),
          'x',
          TIMES_AS_FAST[name] ?? 1
        )
      ])
    ]
  })
}

type Measure = (client: LoadClient, seconds: number, connections?: number) => Promise<ClientFigures>

/** The two in turn on so many connections. */
async function againstWrk(ours: LoadClient, connections: number, measure: Measure): Promise<BenchRow[]> {
  const wrkRounds: ClientFigures[] = []
  const ourRounds: ClientFigures[] = []
  for (let round = 0; round < OTHER_ROUNDS; round++) {
    wrkRounds.push(await measure(WRK, OTHER_SECONDS, connections))
    ourRounds.push(await measure(ours, OTHER_SECONDS, connections))
  }
  const what = `${connections.toLocaleString('en')} connections, loadgale to wrk`
  return [
    figure(`${what}: requests/s`, ratio('requestsPerSecond', ourRounds, wrkRounds), 'x'),
    figure(`${what}: CPU per request`, ratio('cpuUsPerRequest', ourRounds, wrkRounds), 'x')
  ]
}

/** The median over the rounds. */
function ratio(
  of: keyof ClientFigures,
  ones: readonly ClientFigures[],
  others: readonly ClientFigures[]
): number {
  return median(others.map((other, round) => ones[round]![of] / other[of]))
}

/** Processor seconds of whole runs of one request each: start-up, rehearsal, database and summary. */
async function startUps(folder: string, url: string): Promise<number[]> {
  const seconds: number[] = []
  for (let round = 0; round < OTHER_ROUNDS; round++) {
    const { cpuSeconds } = await measureProcess(
      quickCommand(url, folder, ['-c', '1', '-n', '1']),
      CLIENT_CORE
    )
    seconds.push(cpuSeconds)
  }
  return seconds
}

function lessStartUp({ requestsPerSecond, cpuUsPerRequest }: ClientFigures, seconds: number): number {
  return cpuUsPerRequest - (seconds * 1e6) / (requestsPerSecond * ROUND_SECONDS)
}

function figuresOf(name: string, rounds: readonly ClientFigures[]): BenchRow[] {
  return [
    figure(`${name}: requests/s`, median(rounds.map((one) => one.requestsPerSecond)), '/s'),
    figure(`${name}: CPU per request`, median(rounds.map((one) => one.cpuUsPerRequest)), 'us')
  ]
}
