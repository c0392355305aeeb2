import type { GeneratorSecond } from '../../../shared/metrics/series.ts'

/** The generator's watch over a run: counts, maxima and sums of its seconds. */
export class GeneratorTotals {
  seconds = 0
  suspectSeconds = 0
  saturatedSeconds = 0
  maxLoopDelayMs = 0
  peakResidentBytes = 0
  /** Null where no second knew it. */
  peakDescriptors: number | null = null
  peakPorts: number | null = null
  #laneBusySum = 0
  #processCpuSum = 0
  readonly #machineCpu = new KnownMean()
  readonly #steal = new KnownMean()

  /** Mean of the busiest lane, share of one core. */
  get meanLaneBusy(): number {
    return this.seconds === 0 ? 0 : this.#laneBusySum / this.seconds
  }

  /** Mean of the process, share of all cores. */
  get meanProcessCpu(): number {
    return this.seconds === 0 ? 0 : this.#processCpuSum / this.seconds
  }

  /** Mean of every process of the machine, share of all cores; null where it is not known. */
  get meanMachineCpu(): number | null {
    return this.#machineCpu.value
  }

  /** Mean share of the machine's time that its host gave to others; null where it is not known. */
  get meanSteal(): number | null {
    return this.#steal.value
  }

  add(second: GeneratorSecond): void {
    this.seconds++
    this.suspectSeconds += second.suspect ? 1 : 0
    this.saturatedSeconds += second.saturated ? 1 : 0
    this.maxLoopDelayMs = Math.max(this.maxLoopDelayMs, second.loopDelayMaxMs)
    this.peakResidentBytes = Math.max(this.peakResidentBytes, second.residentBytes)
    this.#laneBusySum += second.laneBusy
    this.#processCpuSum += second.processCpu
    this.#machineCpu.add(second.machineCpu)
    this.#steal.add(second.steal)
    this.peakDescriptors = highest(this.peakDescriptors, second.openDescriptors)
    this.peakPorts = highest(this.peakPorts, second.localPorts)
  }

  /** A second was judged again with its late entries; the measured figures are the same as before. */
  replace(before: GeneratorSecond, after: GeneratorSecond): void {
    this.suspectSeconds += (after.suspect ? 1 : 0) - (before.suspect ? 1 : 0)
    this.saturatedSeconds += (after.saturated ? 1 : 0) - (before.saturated ? 1 : 0)
  }
}

/** Over the seconds in which the figure was known. */
class KnownMean {
  #sum = 0
  #count = 0

  get value(): number | null {
    return this.#count === 0 ? null : this.#sum / this.#count
  }

  add(value: number | null): void {
    if (value === null) return
    this.#sum += value
    this.#count++
  }
}

function highest(known: number | null, value: number | null): number | null {
  return known === null || value === null ? (known ?? value) : Math.max(known, value)
}
