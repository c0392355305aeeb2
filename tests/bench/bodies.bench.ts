import { atLeast, atMost, figure, type BenchRow } from './bench-row.ts'
import { loadgale, WRK, type ClientFigures } from './load-clients.ts'
import { LARGE_BODY_BYTES, LARGE_BODY_PATH, withNginx } from './local-nginx.ts'
import { median } from './measured-process.ts'

const SERVER_CORE = 0
const CLIENT_CORE = 1
const CONNECTIONS = 32
const ROUNDS = 5
const ROUND_SECONDS = 6

/** Responses of 1 MiB from nginx, read to their end by wrk and the built command line in turn. */
export function runBodiesBench(): Promise<BenchRow[]> {
  return withNginx(SERVER_CORE, ['wrk'], async ({ url }, folder) => {
    const load = {
      url: new URL(LARGE_BODY_PATH, url).href,
      connections: CONNECTIONS,
      seconds: ROUND_SECONDS,
      core: CLIENT_CORE
    }
    const theirs: ClientFigures[] = []
    const ours: ClientFigures[] = []
    for (let round = 0; round < ROUNDS; round++) {
      theirs.push(await WRK.measure(load))
      ours.push(await loadgale(folder).measure(load))
    }
    const ratio = (of: keyof ClientFigures): number =>
      median(ours.map((one, round) => one[of] / theirs[round]![of]))
    const mib = LARGE_BODY_BYTES / 2 ** 20
    return [
      figure('wrk: responses', median(theirs.map((one) => one.requestsPerSecond)) * mib, 'MiB/s'),
      figure('loadgale: responses', median(ours.map((one) => one.requestsPerSecond)) * mib, 'MiB/s'),
      atLeast('loadgale to wrk, throughput', ratio('requestsPerSecond'), 'x', 0.8),
      atMost('loadgale to wrk, CPU per response', ratio('cpuUsPerRequest'), 'x', 1.25)
    ]
  })
}
