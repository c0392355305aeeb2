/** A logarithmic axis that holds all values, its ends at round values. */
export interface LogScale {
  readonly min: number
  readonly max: number
  readonly ticks: readonly number[]
}

const ROUND = [1, 2, 5, 10] as const
/** Below, a histogram has no value. */
const LEAST_MS = 0.001

export function logScale(values: readonly number[]): LogScale {
  const positive = values.filter((value) => value > 0 && Number.isFinite(value))
  const lowest = Math.max(LEAST_MS, Math.min(...positive, positive.length === 0 ? 1 : Infinity))
  const highest = Math.max(lowest, ...positive)
  const min = roundBelow(lowest)
  // At least a factor of two, so that two equal lines lie in the middle of something.
  const max = Math.max(roundAbove(highest), min * 2)
  return { min, max, ticks: ticksBetween(min, max) }
}

/** Position of a value, 0 at the lower end and 1 at the upper. */
export function logPosition(value: number, { min, max }: LogScale): number {
  return Math.log(Math.max(value, min) / min) / Math.log(max / min)
}

function roundBelow(value: number): number {
  const decade = 10 ** Math.floor(Math.log10(value) + 1e-9)
  return (ROUND.findLast((step) => step * decade <= value * (1 + 1e-9)) ?? 1) * decade
}

function roundAbove(value: number): number {
  const decade = 10 ** Math.floor(Math.log10(value) + 1e-9)
  return (ROUND.find((step) => step * decade >= value * (1 - 1e-9)) ?? 10) * decade
}

/** 1, 2, 5 of each decade; the decades alone when there are many. */
function ticksBetween(min: number, max: number): number[] {
  const decades = Math.log10(max / min)
  const steps = decades > 3.2 ? [1] : decades > 1.4 ? [1, 3] : [1, 2, 5]
  const ticks: number[] = []
  for (let power = Math.floor(Math.log10(min) + 1e-9); 10 ** power <= max * (1 + 1e-9); power++) {
    for (const step of steps) {
      const tick = step * 10 ** power
      if (tick >= min * (1 - 1e-9) && tick <= max * (1 + 1e-9)) ticks.push(tick)
    }
  }
  return ticks
}
