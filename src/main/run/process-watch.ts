import type { ProcessGauges } from '../engine/metrics/index.ts'

/** What the whole process used since the last look. */
export class ProcessWatch {
  readonly #cores: number
  #cpuUs = processCpuUs()
  #atMs = performance.now()
  readonly #firstCpuUs = this.#cpuUs

  constructor(cores: number) {
    this.#cores = cores
  }

  read(): ProcessGauges {
    const nowMs = performance.now()
    const cpuUs = processCpuUs()
    const processCpu = (cpuUs - this.#cpuUs) / 1000 / Math.max(1, nowMs - this.#atMs) / this.#cores
    this.#cpuUs = cpuUs
    this.#atMs = nowMs
    return { processCpu, residentBytes: process.memoryUsage.rss() }
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
