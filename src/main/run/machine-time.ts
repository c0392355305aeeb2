import { readFileSync } from 'node:fs'
import { cpus } from 'node:os'

/** What the machine's processors did since it was started, added up over all of them, in any one unit. */
export interface ProcessorTimes {
  readonly busy: number
  /** Taken by the host of a virtual machine for others; null where the system does not count it. */
  readonly stolen: number | null
  readonly total: number
}

export interface MachineShares {
  /** Of all cores, by every process, 0 to 1; null where it is not known. */
  readonly machineCpu: number | null
  /** Of the machine's time, 0 to 1; null where it is not known. */
  readonly steal: number | null
}

/** How busy the whole machine was between two looks. */
export class MachineTime {
  readonly #read: () => ProcessorTimes | null
  #before: ProcessorTimes | null

  /** @param read null where the system does not say */
  constructor(read = processorTimes) {
    this.#read = read
    this.#before = read()
  }

  /** Since the last call; nothing is known where no time was counted in between. */
  take(): MachineShares {
    const before = this.#before
    const now = this.#read()
    this.#before = now
    if (before === null || now === null || now.total <= before.total) return { machineCpu: null, steal: null }
    const total = now.total - before.total
    // Counters of single processors may step back (proc(5) says so of iowait): a share stays one.
    const share = (ticks: number): number => Math.min(1, Math.max(0, ticks / total))
    return {
      machineCpu: share(now.busy - before.busy),
      steal: now.stolen === null || before.stolen === null ? null : share(now.stolen - before.stolen)
    }
  }
}

function processorTimes(): ProcessorTimes | null {
  try {
    return parseProcStat(readFileSync('/proc/stat', 'latin1'))
  } catch {
    // Everywhere but on Linux.
    return timesOfCpus(cpus())
  }
}

/**
 * The first line of /proc/stat, proc(5): user, nice, system, idle, iowait, irq, softirq, steal, guest and guest_nice.
 * The guests' time is part of user and nice already.
 */
export function parseProcStat(text: string): ProcessorTimes | null {
  const [name, ...ticks] = (text.split('\n', 1)[0] ?? '').trim().split(/\s+/)
  const [user, nice, system, idle, iowait, irq, softirq, steal] = ticks.map(Number)
  if (name !== 'cpu' || user === undefined || nice === undefined || system === undefined) return null
  const waiting = (idle ?? 0) + (iowait ?? 0)
  const busy = user + nice + system + (irq ?? 0) + (softirq ?? 0)
  return { busy, stolen: steal ?? null, total: busy + waiting + (steal ?? 0) }
}

function timesOfCpus(processors: ReturnType<typeof cpus>): ProcessorTimes | null {
  if (processors.length === 0) return null
  let busy = 0
  let total = 0
  for (const { times } of processors) {
    const active = times.user + times.nice + times.sys + times.irq
    busy += active
    total += active + times.idle
  }
  return { busy, stolen: null, total }
}
