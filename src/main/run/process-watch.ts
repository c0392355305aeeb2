import type { ProcessGauges } from '../engine/metrics/index.ts'
import { MachineTime } from './machine-time.ts'
import { openDescriptors, timeWaitPorts } from './system-limits.ts'

/** A share of less time than this says nothing: a look that comes sooner gets the figures of the last one. */
const SHORTEST_SPAN_MS = 500

/**
 * What the whole process and its machine used since the last look. The recorder looks each time that a second may close, which with
 * several lanes is several times within a few milliseconds.
 */
export class ProcessWatch {
  readonly #cores: number
  readonly #machine = new MachineTime()
  #cpuUs = processCpuUs()
  #atMs = performance.now()
  readonly #firstCpuUs = this.#cpuUs
  readonly #readResident: () => number
  #last: ProcessGauges | null = null

  constructor(cores: number, readResident: () => number = process.memoryUsage.rss) {
    this.#cores = cores
    this.#readResident = readResident
  }

  read(): ProcessGauges {
    const nowMs = performance.now()
    if (this.#last !== null && nowMs - this.#atMs < SHORTEST_SPAN_MS) return this.#last
    const cpuUs = processCpuUs()
    const processCpu = (cpuUs - this.#cpuUs) / 1000 / Math.max(1, nowMs - this.#atMs) / this.#cores
    this.#cpuUs = cpuUs
    this.#atMs = nowMs
    this.#last = {
      processCpu,
      residentBytes: this.#residentBytes(),
      ...this.#machine.take(),
      openDescriptors: openDescriptors(),
      timeWaitPorts: timeWaitPorts()
    }
    return this.#last
  }

  /** Reading it takes a descriptor: where they have run out, what was read last. */
  #residentBytes(): number {
    try {
      return this.#readResident()
    } catch {
      return this.#last?.residentBytes ?? 0
    }
  }

  /** User and system time of the process since this watch began, in microseconds. */
  get cpuMicroseconds(): number {
    return processCpuUs() - this.#firstCpuUs
  }
}

function processCpuUs(): number {
  const { user, system } = process.cpuUsage()
  return user + system
}
