import { spawn } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { openStore } from '../../src/main/store/index.ts'
import { runSummary } from '../support/run-summary.ts'
import { atLeast, atMost, figure, type BenchRow } from './bench-row.ts'
import { isInstalled, startNginx, type LocalNginx } from './local-nginx.ts'

const SERVER_CPU = 0
const CLIENT_CPU = 1
const ROUNDS = 5
const ROUND_SECONDS = 20

interface Measured {
  readonly requestsPerSecond: number
  /** User and system time of the whole process, its start included. */
  readonly cpuUsPerRequest: number
}

/**
 * The built command line against wrk on the same nginx, in turn, everything recorded and saved; then its memory. The
 * figures are of whole processes, so that start-up and database are in them.
 */
export async function runEngineBench(): Promise<BenchRow[]> {
  const missing = ['nginx', 'wrk', 'taskset'].filter((program) => !isInstalled(program))
  if (missing.length > 0) {
    console.log(`Skipped the comparison with wrk: ${missing.join(', ')} not found.`)
    console.log('On Debian: apt-get install -y --no-install-recommends nginx-light wrk util-linux')
    return []
  }
  const nginx = await startNginx(SERVER_CPU)
  const folder = mkdtempSync(join(tmpdir(), 'loadgale-bench-'))
  try {
    return [
      ...(await againstWrk(nginx, folder)),
      ...(await memoryFlat(nginx, folder)),
      ...(await manyConnections(nginx, folder))
    ]
  } finally {
    await nginx.close()
    rmSync(folder, { recursive: true, force: true })
  }
}

async function againstWrk(nginx: LocalNginx, folder: string): Promise<BenchRow[]> {
  const wrk: Measured[] = []
  const ours: Measured[] = []
  for (let round = 0; round < ROUNDS; round++) {
    wrk.push(await measureWrk(nginx.url))
    ours.push(await measureLoadgale(nginx.url, folder))
  }
  const speed = median(ours.map((one, round) => one.requestsPerSecond / wrk[round]!.requestsPerSecond))
  const cpu = median(ours.map((one, round) => one.cpuUsPerRequest / wrk[round]!.cpuUsPerRequest))
  return [
    figure('wrk, 100 connections: requests/s', median(wrk.map((one) => one.requestsPerSecond)), '/s'),
    figure('wrk: CPU per request', median(wrk.map((one) => one.cpuUsPerRequest)), 'us'),
    figure(
      'loadgale, one lane, 100 connections: requests/s',
      median(ours.map((one) => one.requestsPerSecond)),
      '/s'
    ),
    figure('loadgale: CPU per request, whole process', median(ours.map((one) => one.cpuUsPerRequest)), 'us'),
    atLeast('requests/s, ratio to wrk of the same round', speed, 'x', 0.85),
    atMost('CPU per request, ratio to wrk of the same round', cpu, 'x', 1.25)
  ]
}

async function measureWrk(url: string): Promise<Measured> {
  const { output, cpuSeconds } = await timed(['wrk', '-t1', '-c100', `-d${ROUND_SECONDS}s`, url])
  const requests = Number(/(\d+) requests in/.exec(output)?.[1])
  const requestsPerSecond = Number(/Requests\/sec:\s+([\d.]+)/.exec(output)?.[1])
  return { requestsPerSecond, cpuUsPerRequest: (cpuSeconds * 1e6) / requests }
}

async function measureLoadgale(url: string, folder: string): Promise<Measured> {
  const { output, cpuSeconds } = await timed(quick(url, folder, ['-c', '100', '-d', `${ROUND_SECONDS}s`]))
  const { totals, rates } = runSummary.parse(JSON.parse(output))
  return {
    requestsPerSecond: rates.requestsPerSecond,
    cpuUsPerRequest: (cpuSeconds * 1e6) / totals.completed
  }
}

/** A million requests in one run: the resident memory after the last and after the first 100,000. */
async function memoryFlat(nginx: LocalNginx, folder: string): Promise<BenchRow[]> {
  const { output } = await timed(quick(nginx.url, folder, ['-c', '100', '-n', '1000000']))
  const { run, totals } = runSummary.parse(JSON.parse(output))
  const store = openStore(join(folder, 'bench.db'))
  const { values } = store.seconds.series(run.id, -1)
  const perSecond = values.length / store.seconds.runSeconds(run.id).length
  const resident: number[] = []
  let requests = 0
  for (const [index, second] of store.seconds.runSeconds(run.id).entries()) {
    requests += values[index * perSecond] ?? 0
    if (requests >= 100_000) resident.push(second.generator.residentBytes / 2 ** 20)
  }
  store.close()
  return [
    figure('1,000,000 requests: completed', totals.completed, ''),
    figure('RSS after the first 100,000', resident[0] ?? Number.NaN, 'MiB'),
    atMost('growth of RSS from there to the last', resident.at(-1)! - resident[0]!, 'MiB', 10)
  ]
}

async function manyConnections(nginx: LocalNginx, folder: string): Promise<BenchRow[]> {
  const { output } = await timed(quick(nginx.url, folder, ['-c', '10000', '-d', '10s']))
  const { totals, generator } = runSummary.parse(JSON.parse(output))
  return [
    figure('10,000 connections: requests that failed', totals.failed + totals.timedOut, ''),
    atMost(
      '10,000 connections: peak RSS of the whole process',
      generator.peakResidentBytes / 2 ** 20,
      'MiB',
      200
    )
  ]
}

function quick(url: string, folder: string, load: string[]): string[] {
  const database = join(folder, 'bench.db')
  return [
    process.execPath,
    'out/main/cli.js',
    'quick',
    url,
    ...load,
    '--json',
    '-',
    '--quiet',
    '--db',
    database
  ]
}

/** Runs a command on the client's core; its CPU time is the shell's own account of the finished process. */
function timed(command: string[]): Promise<{ output: string; cpuSeconds: number }> {
  const script = 'TIMEFORMAT="%U %S"; time "$@" 2>/dev/null'
  const args = ['-c', String(CLIENT_CPU), 'bash', '-c', script, 'bash', ...command]
  const child = spawn('taskset', args, { stdio: ['ignore', 'pipe', 'pipe'] })
  let output = ''
  let times = ''
  child.stdout.on('data', (chunk: Buffer) => (output += chunk.toString()))
  child.stderr.on('data', (chunk: Buffer) => (times += chunk.toString()))
  return new Promise((resolve, reject) => {
    child.once('error', reject)
    child.once('close', () => {
      const [user, system] = times.trim().split(/\s+/).map(Number)
      resolve({ output, cpuSeconds: (user ?? Number.NaN) + (system ?? Number.NaN) })
    })
  })
}

function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b)
  return sorted[Math.floor(sorted.length / 2)] ?? Number.NaN
}
