import { spawn } from 'node:child_process'
import { text } from 'node:stream/consumers'
import type { Readable } from 'node:stream'
import { fileURLToPath, pathToFileURL } from 'node:url'
import type { RunSummary } from '../../../src/shared/metrics/summary.ts'

const path = (relative: string): string => fileURLToPath(new URL(relative, import.meta.url))
const CLI = path('../../support/measured-cli-process.ts')
const NAMES = path('../../support/scripted-names.ts')
const LOCAL_SERVERS = path('../../support/two-local-servers.ts')

export interface MeasuredRun {
  readonly code: number | null
  readonly stderr: string
  readonly summary: RunSummary
  /** The most that the process ever had. */
  readonly peakBytes: number
}

/** What a process may use. */
export interface Scarcity {
  /** A program with its arguments that starts the rest of the words under a limit. */
  readonly wrapper: readonly string[]
  /** Modules that are loaded before the program. */
  readonly imports: readonly string[]
}

const PLENTY: Scarcity = { wrapper: [], imports: [NAMES] }

/** Of descriptors. */
export function fewDescriptors(count: number): Scarcity {
  return { ...PLENTY, wrapper: ['sh', '-c', `ulimit -n ${count} && exec "$0" "$@"`] }
}

/** Of local ports, in a network of its own with the servers of `two-local-servers.ts`. */
export function fewPorts(count: number): Scarcity {
  const range = `echo "40000 ${40_000 + count - 1}" > /proc/sys/net/ipv4/ip_local_port_range`
  const script = `ip link set lo up && ${range} && exec "$0" "$@"`
  return { wrapper: ['unshare', '-rn', 'sh', '-c', script], imports: [LOCAL_SERVERS] }
}

/** Runs a plan in a process of its own, without saving it. */
export async function measuredRun(file: string, { wrapper, imports } = PLENTY): Promise<MeasuredRun> {
  const preload = imports.flatMap((module) => ['--import', pathToFileURL(module).href])
  const [command = '', ...words] = [...wrapper, process.execPath, ...preload, CLI]
  const options = ['run', file, '--no-save', '--json', '-']
  const child = spawn(command, [...words, ...options], {
    env: { ...process.env, NODE_NO_WARNINGS: '1' },
    stdio: ['ignore', 'pipe', 'pipe', 'pipe']
  })
  const closed = new Promise<number | null>((resolve, reject) => {
    child.once('error', reject)
    child.once('close', resolve)
  })
  const written = [1, 2, 3].map((descriptor) => text(child.stdio[descriptor] as Readable))
  const [code, stdout = '', stderr = '', peak] = await Promise.all([closed, ...written])
  if (stdout === '') throw new Error(`the run ended with ${code}: ${stderr}`)
  return { code, stderr, summary: JSON.parse(stdout), peakBytes: Number(peak) }
}
