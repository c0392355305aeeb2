import { openStore } from '../../src/main/store/index.ts'
import { runSummary } from '../support/run-summary.ts'
import { atMost, figure, type BenchRow } from './bench-row.ts'
import { databaseIn, quickCommand } from './load-clients.ts'
import { withNginx, type LocalNginx } from './local-nginx.ts'
import { measureProcess } from './measured-process.ts'

const SERVER_CORE = 0
const CLIENT_CORE = 1
const MIB = 2 ** 20
const REQUESTS = 10_000_000
const FIRST_REQUESTS = 1_000_000
/** The last is the most that 20,000 descriptors allow with room for nginx in a process of its own. */
const CONNECTION_COUNTS = [5_000, 10_000, 15_000]
const MOST_CONNECTIONS = 100_000

/** Resident memory of the whole process, all its threads, with everything recorded and saved. */
export function runMemoryBench(): Promise<BenchRow[]> {
  return withNginx(SERVER_CORE, [], async (nginx, folder) => [
    ...(await manyRequests(nginx, folder)),
    ...(await manyConnections(nginx, folder))
  ])
}

async function manyRequests({ url }: LocalNginx, folder: string): Promise<BenchRow[]> {
  const load = ['-c', '100', '-n', String(REQUESTS)]
  const { output } = await measureProcess(quickCommand(url, folder, load), CLIENT_CORE)
  const { run, totals } = runSummary.parse(JSON.parse(output))
  const resident = residentAfter(folder, run.id, FIRST_REQUESTS)
  const first = resident[0] ?? Number.NaN
  return [
    figure(`${REQUESTS.toLocaleString('en')} requests in one run: completed`, totals.completed, ''),
    figure(`RSS after the first ${FIRST_REQUESTS.toLocaleString('en')}`, first / MIB, 'MiB'),
    atMost('growth of RSS from there to the highest', (Math.max(...resident) - first) / MIB, 'MiB', 10)
  ]
}

/** Of each second from the one on in which so many requests were reached. */
function residentAfter(folder: string, runId: string, requests: number): number[] {
  const store = openStore(databaseIn(folder))
  try {
    const seconds = store.seconds.runSeconds(runId)
    const { values } = store.seconds.series(runId, -1)
    const fields = values.length / seconds.length
    let started = 0
    return seconds.flatMap(({ generator }, index) => {
      started += values[index * fields] ?? 0
      return started >= requests ? [generator.residentBytes] : []
    })
  } finally {
    store.close()
  }
}

async function manyConnections({ url }: LocalNginx, folder: string): Promise<BenchRow[]> {
  const peaks: number[] = []
  let unserved = 0
  for (const connections of CONNECTION_COUNTS) {
    const load = ['-c', String(connections), '-d', '10s']
    const { output } = await measureProcess(quickCommand(url, folder, load), CLIENT_CORE)
    const { totals, generator } = runSummary.parse(JSON.parse(output))
    unserved += totals.failed + totals.timedOut
    peaks.push(generator.peakResidentBytes)
  }
  const [few = Number.NaN, , many = Number.NaN] = peaks
  const [fewConnections = 0, , manyConnections = 0] = CONNECTION_COUNTS
  const each = (many - few) / (manyConnections - fewConnections)
  return [
    figure('requests that failed on many connections', unserved, ''),
    ...peaks.map((peak, index) => {
      const name = `${CONNECTION_COUNTS[index]!.toLocaleString('en')} connections: peak RSS`
      const isMost = index === peaks.length - 1
      return isMost ? atMost(name, peak / MIB, 'MiB', 220) : figure(name, peak / MIB, 'MiB')
    }),
    figure('each further connection', each / 1024, 'KiB'),
    figure(
      `${MOST_CONNECTIONS.toLocaleString('en')} connections, by that slope`,
      (many + each * (MOST_CONNECTIONS - manyConnections)) / MIB,
      'MiB'
    )
  ]
}
