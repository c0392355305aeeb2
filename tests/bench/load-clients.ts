import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { z } from 'zod'
import { runSummary } from '../support/run-summary.ts'
import { isInstalled } from './local-nginx.ts'
import { measureProcess } from './measured-process.ts'

/** What a load generator achieved and what it cost. */
export interface ClientFigures {
  readonly requestsPerSecond: number
  /** User and system time of the whole process, its start-up included. */
  readonly cpuUsPerRequest: number
}

export interface ClientLoad {
  readonly url: string
  readonly connections: number
  readonly seconds: number
  /** The core that the client is pinned to. */
  readonly core: number
}

export interface LoadClient {
  readonly name: string
  /** The program that has to be on the path. */
  readonly program: string
  measure(load: ClientLoad): Promise<ClientFigures>
}

const wrk: LoadClient = {
  name: 'wrk',
  program: 'wrk',
  async measure({ url, connections, seconds, core }) {
    const command = ['wrk', '-t1', `-c${connections}`, `-d${seconds}s`, '--timeout', '10s', url]
    const { output, cpuSeconds } = await measureProcess(command, core)
    const requests = Number(/(\d+) requests in/.exec(output)?.[1])
    return {
      requestsPerSecond: Number(/Requests\/sec:\s+([\d.]+)/.exec(output)?.[1]),
      cpuUsPerRequest: (cpuSeconds * 1e6) / requests
    }
  }
}

const hey: LoadClient = {
  name: 'hey',
  program: 'hey',
  async measure({ url, connections, seconds, core }) {
    const command = ['hey', '-c', String(connections), '-z', `${seconds}s`, '-cpus', '1', url]
    const { output, cpuSeconds } = await measureProcess(command, core)
    const requestsPerSecond = Number(/Requests\/sec:\s+([\d.]+)/.exec(output)?.[1])
    const totalSeconds = Number(/Total:\s+([\d.]+) secs/.exec(output)?.[1])
    return {
      requestsPerSecond,
      cpuUsPerRequest: (cpuSeconds * 1e6) / (requestsPerSecond * totalSeconds)
    }
  }
}

const autocannonResult = z.object({ requests: z.object({ total: z.number(), average: z.number() }) })

const autocannon: LoadClient = {
  name: 'autocannon',
  program: 'autocannon',
  async measure({ url, connections, seconds, core }) {
    const command = ['autocannon', '--json', '-c', String(connections), '-d', String(seconds), url]
    const { output, cpuSeconds } = await measureProcess(command, core)
    const { requests } = autocannonResult.parse(JSON.parse(output))
    return {
      requestsPerSecond: requests.average,
      cpuUsPerRequest: (cpuSeconds * 1e6) / requests.total
    }
  }
}

const k6: LoadClient = {
  name: 'k6',
  program: 'k6',
  async measure({ url, connections, seconds, core }) {
    const folder = mkdtempSync(join(tmpdir(), 'loadgale-k6-'))
    try {
      const script = join(folder, 'script.js')
      writeFileSync(
        script,
        `import http from 'k6/http'; export default () => http.get(${JSON.stringify(url)})`
      )
      const summary = join(folder, 'summary.json')
      const load = ['--vus', String(connections), '--duration', `${seconds}s`, '--summary-export', summary]
      const { output, cpuSeconds } = await measureProcess(['k6', 'run', ...load, script], core)
      const [, total, rate] = /http_reqs[. ]*:\s*(\d+)\s+([\d.]+)\/s/.exec(output) ?? []
      return {
        requestsPerSecond: Number(rate),
        cpuUsPerRequest: (cpuSeconds * 1e6) / Number(total)
      }
    } finally {
      rmSync(folder, { recursive: true, force: true })
    }
  }
}

/** The built command line with everything recorded and saved into a database in `folder`. */
export function loadgale(folder: string): LoadClient {
  return {
    name: 'loadgale',
    program: process.execPath,
    measure({ url, connections, seconds, core }) {
      const load = ['-c', String(connections), '-d', `${seconds}s`]
      return measureLoadgale(quickCommand(url, folder, load), core)
    }
  }
}

/** Runs a command of `loadgaleCommand` on one core, or on all for null. */
export async function measureLoadgale(
  command: readonly string[],
  core: number | null
): Promise<ClientFigures> {
  const { output, cpuSeconds } = await measureProcess(command, core)
  const { totals, rates } = runSummary.parse(JSON.parse(output))
  return {
    requestsPerSecond: rates.requestsPerSecond,
    cpuUsPerRequest: (cpuSeconds * 1e6) / totals.completed
  }
}

export const WRK = wrk

/** The other generators that are on this machine. */
export function otherClients(): LoadClient[] {
  return [autocannon, hey, k6].filter(({ program }) => isInstalled(program))
}

export function databaseIn(folder: string): string {
  return join(folder, 'bench.db')
}

export function quickCommand(url: string, folder: string, load: readonly string[]): string[] {
  return loadgaleCommand(folder, ['quick', url, ...load])
}

export function loadgaleCommand(folder: string, words: readonly string[]): string[] {
  const output = ['--json', '-', '--quiet', '--db', databaseIn(folder)]
  return [process.execPath, 'out/main/cli.js', ...words, ...output]
}
