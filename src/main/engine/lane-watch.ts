import { performance, PerformanceObserver } from 'node:perf_hooks'
import { LoopDelay } from './loop-delay.ts'
import type { LaneGauges } from './metrics/index.ts'

/** The lane's watch on its own thread: how busy it was and how late its event loop ran since the last look. */
export class LaneWatch {
  readonly #loopDelay = new LoopDelay()
  readonly #collections: PerformanceObserver
  #gcMs = 0
  #cpuUs = threadCpuUs()
  #atMs = performance.now()

  constructor() {
    this.#collections = new PerformanceObserver((entries) => {
      for (const entry of entries.getEntries()) this.#gcMs += entry.duration
    })
    this.#collections.observe({ entryTypes: ['gc'] })
  }

  /** Reads and resets. `laneBusy` is this thread's CPU time as a share of the time that passed, 0 to 1. */
  read(counts: Pick<LaneGauges, 'activeVus' | 'requestsInFlight' | 'openConnections'>): LaneGauges {
    const nowMs = performance.now()
    const cpuUs = threadCpuUs()
    const laneBusy = Math.min(1, (cpuUs - this.#cpuUs) / 1000 / Math.max(1, nowMs - this.#atMs))
    const { p99Ms, maxMs } = this.#loopDelay.take()
    const gauges = {
      ...counts,
      laneBusy,
      loopDelayP99Ms: p99Ms,
      loopDelayMaxMs: maxMs,
      gcMs: this.#gcMs
    }
    this.#gcMs = 0
    this.#cpuUs = cpuUs
    this.#atMs = nowMs
    return gauges
  }

  close(): void {
    this.#loopDelay.close()
    this.#collections.disconnect()
  }
}

function threadCpuUs(): number {
  const { user, system } = process.threadCpuUsage()
  return user + system
}
