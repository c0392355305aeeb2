import { performance, PerformanceObserver } from 'node:perf_hooks'
import { LoopDelay } from './loop-delay.ts'
import type { LaneGauges } from './metrics/index.ts'

const SECOND_MS = 1000

/** The lane's watch on its own thread: how busy it was and how late its event loop ran since the last look. */
export class LaneWatch {
  readonly #loopDelay = new LoopDelay()
  readonly #collections: PerformanceObserver
  #gcMs = 0
  #cpuUs = threadCpuUs()
  #atMs = performance.now()
  #utilization = performance.eventLoopUtilization()
  #beganMs = this.#atMs

  constructor() {
    this.#collections = new PerformanceObserver((entries) => {
      // What was collected before is reported later.
      for (const { startTime, duration } of entries.getEntries()) {
        if (startTime >= this.#beganMs) this.#gcMs += duration
      }
    })
    this.#collections.observe({ entryTypes: ['gc'] })
  }

  /** The run begins: what was measured before, as the rehearsal, is none of its. */
  begin(): void {
    this.#loopDelay.take()
    this.#reset(performance.now(), threadCpuUs())
    this.#beganMs = this.#atMs
  }

  /**
   * Reads and resets. `laneBusy` is the share of the time that passed, 0 to 1, in which this thread had work: what it
   * computed, and what it was kept from computing while its event loop was not idle, as by other processes on its core.
   * Whoever waits for a lane waits for both, and CPU time alone would call a lane idle that cannot get a processor.
   *
   * @param last the lane has ended, in the middle of a second: the rest of that second is none in which it was busy,
   *   and a millisecond of work would otherwise be a lane that was busy all of the time
   */
  read(
    counts: Pick<LaneGauges, 'activeVus' | 'requestsInFlight' | 'openConnections' | 'unexpectedData'>,
    last = false
  ): LaneGauges {
    const nowMs = performance.now()
    const cpuUs = threadCpuUs()
    const utilization = performance.eventLoopUtilization()
    const passedMs = Math.max(1, nowMs - this.#atMs)
    const cpuShare = (cpuUs - this.#cpuUs) / 1000 / passedMs
    const activeShare = performance.eventLoopUtilization(utilization, this.#utilization).utilization
    const shownMs = last ? Math.max(SECOND_MS, passedMs) : passedMs
    const laneBusy = (Math.min(1, Math.max(cpuShare, activeShare)) * passedMs) / shownMs
    const { p99Ms, maxMs } = this.#loopDelay.take()
    const gauges = {
      ...counts,
      laneBusy,
      loopDelayP99Ms: p99Ms,
      loopDelayMaxMs: maxMs,
      gcMs: this.#gcMs
    }
    this.#reset(nowMs, cpuUs, utilization)
    return gauges
  }

  close(): void {
    this.#loopDelay.close()
    this.#collections.disconnect()
  }

  #reset(nowMs: number, cpuUs: number, utilization = performance.eventLoopUtilization()): void {
    this.#gcMs = 0
    this.#cpuUs = cpuUs
    this.#atMs = nowMs
    this.#utilization = utilization
  }
}

function threadCpuUs(): number {
  const { user, system } = process.threadCpuUsage()
  return user + system
}
