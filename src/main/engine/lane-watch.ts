import { monitorEventLoopDelay, performance, PerformanceObserver } from 'node:perf_hooks'
import type { LaneGauges } from './metrics/index.ts'

const DELAY_RESOLUTION_MS = 10

/** The lane's watch on its own thread: how busy it was and how late its event loop ran since the last look. */
export class LaneWatch {
  readonly #delays = monitorEventLoopDelay({ resolution: DELAY_RESOLUTION_MS })
  readonly #collections: PerformanceObserver
  #gcMs = 0
  #cpuUs = threadCpuUs()
  #atMs = performance.now()

  constructor() {
    this.#delays.enable()
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
    const gauges = {
      ...counts,
      laneBusy,
      loopDelayP99Ms: delayMs(this.#delays.percentile(99)),
      loopDelayMaxMs: delayMs(this.#delays.max),
      gcMs: this.#gcMs
    }
    this.#delays.reset()
    this.#gcMs = 0
    this.#cpuUs = cpuUs
    this.#atMs = nowMs
    return gauges
  }

  close(): void {
    this.#delays.disable()
    this.#collections.disconnect()
  }
}

function threadCpuUs(): number {
  const { user, system } = process.threadCpuUsage()
  return user + system
}

/** The monitor records the time between two of its own wake-ups: its resolution is in there and is no delay. */
function delayMs(recordedNs: number): number {
  return Math.max(0, recordedNs / 1e6 - DELAY_RESOLUTION_MS)
}
