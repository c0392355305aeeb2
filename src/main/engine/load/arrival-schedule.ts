import type { Stage } from '../../../shared/plan/plan.ts'

/**
 * When the iterations of an open model start: pure maths, no clock. Times are milliseconds after the start of the
 * scenario. Any lane can ask for any arrival, so lanes need not talk to each other.
 */
export interface ArrivalSchedule {
  /** How many arrivals there are in all. */
  readonly count: number
  readonly durationMs: number
  /** Start of arrival `index` (0 to count - 1); never decreasing. */
  timeOf(index: number): number
}

/**
 * k6's `constant-arrival-rate`: arrival i at i / rate, the first at once, all before the end of the duration.
 * `rate` is in starts for each `timeUnitMs`.
 */
export function constantArrivals(rate: number, timeUnitMs: number, durationMs: number): ArrivalSchedule {
  // Multiplied before divided: 500 / 1000 ms over 30 s must give 15,000 and not one more by rounding.
  const count = Math.ceil(Number(((rate * durationMs) / timeUnitMs).toFixed(6)))
  return { count, durationMs, timeOf: (index) => (index * timeUnitMs) / rate }
}

interface Ramp {
  readonly startMs: number
  readonly durationMs: number
  /** Starts for each millisecond, at the beginning and the end. */
  readonly fromPerMs: number
  readonly toPerMs: number
  /** Area under the rate before this ramp and at its end: starts that are due. */
  readonly doneBefore: number
  readonly doneAtEnd: number
}

/**
 * k6's `ramping-arrival-rate`: the rate moves linearly from stage to stage (a stage of zero duration jumps), and
 * arrival i is due when the area under the rate reaches i + 1.
 */
export function rampingArrivals(
  startRate: number,
  timeUnitMs: number,
  stages: readonly Stage[]
): ArrivalSchedule {
  const ramps: Ramp[] = []
  let fromPerMs = startRate / timeUnitMs
  let startMs = 0
  let done = 0
  for (const stage of stages) {
    const toPerMs = stage.target / timeUnitMs
    const doneAtEnd = done + ((fromPerMs + toPerMs) / 2) * stage.durationMs
    ramps.push({ startMs, durationMs: stage.durationMs, fromPerMs, toPerMs, doneBefore: done, doneAtEnd })
    fromPerMs = toPerMs
    startMs += stage.durationMs
    done = doneAtEnd
  }
  let current = 0
  const timeOf = (index: number): number => {
    const area = index + 1
    // The same bound in both directions, or an arrival between two stages would depend on who asked before.
    while (current > 0 && area <= ramps[current]!.doneBefore + AREA_TOLERANCE) current--
    while (current < ramps.length - 1 && area > ramps[current]!.doneAtEnd + AREA_TOLERANCE) current++
    const ramp = ramps[current]
    return ramp === undefined ? 0 : ramp.startMs + timeInRamp(ramp, area - ramp.doneBefore)
  }
  return { count: Math.floor(done + AREA_TOLERANCE), durationMs: startMs, timeOf }
}

/** Sums of products such as 0.1 * 10 miss whole numbers by rounding; an arrival that is due "at the end" counts. */
const AREA_TOLERANCE = 1e-6

/**
 * Solves from * t + (to - from) * t^2 / (2 * duration) = area for t. Written with the conjugate root, which does
 * not cancel when the ramp is nearly flat: t = 2 * area / (from + sqrt(from^2 + 2 * slope * area)).
 */
function timeInRamp(ramp: Ramp, area: number): number {
  const slope = ramp.durationMs === 0 ? 0 : (ramp.toPerMs - ramp.fromPerMs) / ramp.durationMs
  const root = Math.sqrt(Math.max(0, ramp.fromPerMs * ramp.fromPerMs + 2 * slope * area))
  const divisor = ramp.fromPerMs + root
  return divisor === 0 ? ramp.durationMs : Math.min(ramp.durationMs, (2 * area) / divisor)
}
