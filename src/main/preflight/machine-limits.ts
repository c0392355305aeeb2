import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { availableParallelism } from 'node:os'
import { descriptorLimit, ephemeralPorts, hardDescriptorLimit } from '../run/index.ts'

/** What the machine lets a generator have. Null is not known, and then nothing is said of it. */
export interface MachineLimits {
  readonly platform: NodeJS.Platform
  readonly cores: number
  /** How many files, sockets among them, this process may have open, and what it may be raised to. */
  readonly descriptors: { readonly soft: number; readonly hard: number } | null
  /** Local ports for connections to one address and port from one local address. */
  readonly localPorts: number | null
  /** How long a port is kept after its connection was closed here, in seconds. */
  readonly timeWaitSeconds: number
  /** The same to addresses of this machine. */
  readonly loopbackTimeWaitSeconds: number
}

/** Linux keeps them for a minute (TCP_TIMEWAIT_LEN); macOS for two of its maximum segment lifetimes. */
const TIME_WAIT_SECONDS = { linux: 60, darwin: 30 } as const
/** With tcp_tw_reuse a port may be taken again after a second, for the timestamps tell the connections apart. */
const REUSED_AFTER_SECONDS = 1
const COMMAND_TIMEOUT_MS = 1000

let known: MachineLimits | null = null

/** Read once: limits of a process and the system do not change while it runs, and on macOS a command has to be asked. */
export function machineLimits(): MachineLimits {
  known ??= readLimits()
  return known
}

function readLimits(): MachineLimits {
  const isMac = process.platform === 'darwin'
  const timeWaitSeconds = isMac ? TIME_WAIT_SECONDS.darwin : TIME_WAIT_SECONDS.linux
  const reuse = timeWaitReuse()
  return {
    platform: process.platform,
    cores: availableParallelism(),
    descriptors: isMac ? shellDescriptors() : procDescriptors(),
    localPorts: isMac ? macPorts() : ephemeralPorts(),
    timeWaitSeconds: reuse === 'all' ? REUSED_AFTER_SECONDS : timeWaitSeconds,
    loopbackTimeWaitSeconds: reuse === 'none' ? timeWaitSeconds : REUSED_AFTER_SECONDS
  }
}

function procDescriptors(): MachineLimits['descriptors'] {
  const soft = descriptorLimit()
  return soft === null ? null : { soft, hard: hardDescriptorLimit() ?? soft }
}

/** net.ipv4.tcp_tw_reuse: 1 for all connections, 2 (the default since Linux 4.19) for those within the machine. */
function timeWaitReuse(): 'none' | 'loopback' | 'all' {
  try {
    const value = readFileSync('/proc/sys/net/ipv4/tcp_tw_reuse', 'latin1').trim()
    return value === '1' ? 'all' : value === '2' ? 'loopback' : 'none'
  } catch {
    return 'none'
  }
}

function shellDescriptors(): MachineLimits['descriptors'] {
  const [soft, hard] = numbersOf('sh', ['-c', 'ulimit -Sn; ulimit -Hn'])
  return soft === undefined ? null : { soft, hard: hard ?? Number.MAX_SAFE_INTEGER }
}

function macPorts(): number | null {
  const [first, last] = numbersOf('sysctl', [
    ...['-n', 'net.inet.ip.portrange.first', 'net.inet.ip.portrange.last']
  ])
  return first === undefined || last === undefined ? null : last - first + 1
}

/** The lines that are numbers; none where the command fails. */
function numbersOf(command: string, parameters: readonly string[]): number[] {
  try {
    const output = execFileSync(command, parameters, { timeout: COMMAND_TIMEOUT_MS, encoding: 'utf8' })
    return output
      .split('\n')
      .map((line) => line.trim())
      .filter((line) => /^\d+$/.test(line))
      .map(Number)
  } catch {
    return []
  }
}
