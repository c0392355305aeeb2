import { randomUUID } from 'node:crypto'
import { readFileSync, readlinkSync } from 'node:fs'
import type { OwnerSign, RunOwner } from './store-contract.ts'

/**
 * Who drives a run, so that the next start can tell a run whose process died from one that another live process
 * drives on the same database.
 *
 * A pid alone is not enough: it is given out again. On Linux the token is `linux:BOOT:PIDNS:START`, with the boot id,
 * the pid namespace (each container has its own) and the process's start time in clock ticks since boot; a process
 * of the same boot and namespace is looked up exactly. What cannot be looked up (other systems, other containers,
 * another machine on a shared folder) is judged by its heartbeat: each second that is committed renews it.
 */

/** A run commits a second every second; one that was silent for so long has nobody any more. */
const SILENCE_LIMIT_MS = 30_000

/** What the rules need to know of the system. */
export interface ProcessProbe {
  /** Null where the system does not tell. */
  readonly self: { readonly boot: string; readonly pidNamespace: string } | null
  /** Start time of a process in clock ticks since boot; null if there is none (or only its zombie). */
  startTicks(pid: number): string | null
  /** Whether some process has the pid. */
  exists(pid: number): boolean
  nowMs(): number
}

/** This process as the owner of a run. */
export function currentRunOwner(probe: ProcessProbe = systemProbe): RunOwner {
  const ticks = probe.self === null ? null : probe.startTicks(process.pid)
  const startToken =
    probe.self === null || ticks === null
      ? `process:${processToken}`
      : `linux:${probe.self.boot}:${probe.self.pidNamespace}:${ticks}`
  return { pid: process.pid, startToken }
}

/** Whether the process that drives a run is still there; for `runs.findAbandoned`. */
export function isOwnerAlive(owner: OwnerSign, probe: ProcessProbe = systemProbe): boolean {
  if (owner.pid === process.pid && owner.startToken === currentRunOwner(probe).startToken) return true
  const heard = probe.nowMs() - owner.heartbeatAtMs < SILENCE_LIMIT_MS
  const [system, boot, pidNamespace, ticks] = owner.startToken.split(':')
  if (system === 'linux' && probe.self?.boot === boot && probe.self?.pidNamespace === pidNamespace) {
    return probe.startTicks(owner.pid) === ticks
  }
  if (system === 'process' && !probe.exists(owner.pid)) return false
  return heard
}

/**
 * Field 22 of /proc/PID/stat. The second field is the command in brackets and may hold spaces and brackets itself,
 * so the fields are counted from the last closing one.
 */
export function startTicksOf(stat: string): string | null {
  const [state, ...fields] = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
  if (state === 'Z' || state === 'X') return null
  return fields[18] ?? null
}

const processToken = randomUUID()

const systemProbe: ProcessProbe = {
  self: readSelf(),
  startTicks(pid) {
    try {
      return startTicksOf(readFileSync(`/proc/${pid}/stat`, 'latin1'))
    } catch {
      return null
    }
  },
  exists(pid) {
    try {
      process.kill(pid, 0)
      return true
    } catch (error) {
      return error instanceof Error && 'code' in error && error.code === 'EPERM'
    }
  },
  nowMs: () => Date.now()
}

function readSelf(): ProcessProbe['self'] {
  try {
    const boot = readFileSync('/proc/sys/kernel/random/boot_id', 'latin1').trim()
    const pidNamespace = readlinkSync('/proc/self/ns/pid').replaceAll(/\D/g, '')
    return { boot, pidNamespace }
  } catch {
    return null
  }
}
