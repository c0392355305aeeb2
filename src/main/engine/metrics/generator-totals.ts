import type { GeneratorSecond } from '../../../shared/metrics/series.ts'

/** The generator's watch over a run: counts, maxima and sums of its seconds. */
export class GeneratorTotals {
  seconds = 0
  suspectSeconds = 0
  saturatedSeconds = 0
  maxLoopDelayMs = 0
  peakResidentBytes = 0
  #laneBusySum = 0
  #processCpuSum = 0

  /** Mean of the busiest lane, share of one core. */
  get meanLaneBusy(): number {
    return this.seconds === 0 ? 0 : this.#laneBusySum / this.seconds
  }

  /** Mean of the process, share of all cores. */
  get meanProcessCpu(): number {
    return this.seconds === 0 ? 0 : this.#processCpuSum / this.seconds
  }

  add(second: GeneratorSecond): void {
    this.seconds++
    this.suspectSeconds += second.suspect ? 1 : 0
    this.saturatedSeconds += second.saturated ? 1 : 0
    this.maxLoopDelayMs = Math.max(this.maxLoopDelayMs, second.loopDelayMaxMs)
    this.peakResidentBytes = Math.max(this.peakResidentBytes, second.residentBytes)
    this.#laneBusySum += second.laneBusy
    this.#processCpuSum += second.processCpu
  }

  /** A second was judged again with its late entries; the measured figures are the same as before. */
  replace(before: GeneratorSecond, after: GeneratorSecond): void {
    this.suspectSeconds += (after.suspect ? 1 : 0) - (before.suspect ? 1 : 0)
    this.saturatedSeconds += (after.saturated ? 1 : 0) - (before.saturated ? 1 : 0)
  }
}
