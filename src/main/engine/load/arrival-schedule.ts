import { profileEndMs, type LoadSegment } from '../../../shared/plan/load-profile.ts'
import { AREA_TOLERANCE, type ArrivalSpacing } from './arrival-spacing.ts'

/** A stretch of straight rate. Areas are in starts times milliseconds of the time unit, exact for whole numbers. */
interface Ramp extends LoadSegment {
  /** Area under the rate before this stretch and at its end. */
  readonly areaBefore: number
  readonly areaAtEnd: number
}

/**
 * When the iterations of an open model start: pure maths, no clock. Times are milliseconds after the start of the
 * scenario. Any lane can ask for any arrival, so lanes need not talk to each other.
 */
export class ArrivalSchedule {
  readonly #spacing: ArrivalSpacing
  readonly #timeUnitMs: number
  readonly #ramps: readonly Ramp[]
  readonly #lastDue: number
  /** Before this stretch the rate is 0: an arrival that is due at once is due as soon as there is one. */
  readonly #first: number
  readonly #leastDue: number
  #current: number

  /** @param segments the rate, in starts for each `timeUnitMs`; without gaps, from 0 */
  constructor(spacing: ArrivalSpacing, timeUnitMs: number, segments: readonly LoadSegment[]) {
    this.#spacing = spacing
    this.#timeUnitMs = timeUnitMs
    let area = 0
    this.#ramps = segments.map((segment) => {
      const areaBefore = area
      area += ((segment.from + segment.to) / 2) * (segment.endMs - segment.startMs)
      return { ...segment, areaBefore, areaAtEnd: area }
    })
    this.#first = Math.max(
      0,
      this.#ramps.findIndex(({ areaAtEnd }) => areaAtEnd > 0)
    )
    this.#leastDue = this.#first === 0 ? 0 : AREA_TOLERANCE
    this.#current = this.#first
    this.#lastDue = area / timeUnitMs + spacing.endTolerance
  }

  get durationMs(): number {
    return profileEndMs(this.#ramps)
  }

  /** How many arrivals there are in all. */
  get count(): number {
    return this.#spacing.countUpTo(this.#lastDue)
  }

  /** Start of arrival `index`, from 0; never decreasing. Infinity where the schedule has no such arrival. */
  timeOf(index: number): number {
    const due = Math.max(this.#leastDue, this.#spacing.dueAt(index))
    if (due > this.#lastDue) return Infinity
    const area = due * this.#timeUnitMs
    const tolerance = AREA_TOLERANCE * this.#timeUnitMs
    const ramps = this.#ramps
    // The same bound in both directions, or an arrival between two stages would depend on who asked before.
    while (this.#current > this.#first && area <= ramps[this.#current]!.areaBefore + tolerance)
      this.#current--
    while (this.#current < ramps.length - 1 && area > ramps[this.#current]!.areaAtEnd + tolerance)
      this.#current++
    const ramp = ramps[this.#current]
    return ramp === undefined ? Infinity : ramp.startMs + timeInRamp(ramp, area - ramp.areaBefore)
  }

  /** The same arrivals under another rate: what was due before the two part is due at the same time in both. */
  under(segments: readonly LoadSegment[]): ArrivalSchedule {
    return new ArrivalSchedule(this.#spacing, this.#timeUnitMs, segments)
  }
}

/**
 * Solves from * t + (to - from) * t^2 / (2 * duration) = area for t. Written with the conjugate root, which does
 * not cancel when the ramp is nearly flat: t = 2 * area / (from + sqrt(from^2 + 2 * slope * area)).
 */
function timeInRamp({ startMs, endMs, from, to }: Ramp, area: number): number {
  const durationMs = endMs - startMs
  if (from === to) return from === 0 ? durationMs : Math.min(durationMs, area / from)
  const slope = durationMs === 0 ? 0 : (to - from) / durationMs
  const divisor = from + Math.sqrt(Math.max(0, from * from + 2 * slope * area))
  return divisor === 0 ? durationMs : Math.min(durationMs, (2 * area) / divisor)
}
