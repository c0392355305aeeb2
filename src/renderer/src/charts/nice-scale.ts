/** The top of an axis from zero and the distance of its ticks. */
export interface NiceScale {
  readonly max: number
  readonly step: number
}

/** Steps that read well, for one decade. */
const STEPS = [1, 2, 2.5, 5, 10] as const

/** The smallest scale of `divisions` equal nice steps that holds `highest`. */
export function niceScale(highest: number, divisions: number): NiceScale {
  if (!(highest > 0) || !Number.isFinite(highest)) return { max: divisions, step: 1 }
  const rough = highest / divisions
  const decade = 10 ** Math.floor(Math.log10(rough))
  const factor = STEPS.find((step) => step * decade >= rough * (1 - 1e-9)) ?? 10
  const step = factor * decade
  return { max: step * divisions, step }
}

/** Distances of time ticks in seconds. */
const TIME_STEPS = [
  1, 2, 5, 10, 15, 20, 30, 60, 120, 300, 600, 900, 1200, 1800, 3600, 7200, 14_400, 21_600, 43_200
]

/** Seconds at which a time axis from `start` to `end` has labels, at most `most` of them. */
export function timeTicks(start: number, end: number, most: number): number[] {
  const length = end - start
  const step = TIME_STEPS.find((seconds) => length / seconds <= most) ?? 86_400
  const ticks: number[] = []
  for (let tick = Math.ceil(start / step) * step; tick <= end; tick += step) ticks.push(tick)
  return ticks
}

/** The end of a time axis for a run of unknown length that has reached `seconds`: grows rarely, in nice steps. */
export function growingEnd(seconds: number): number {
  const steps = [10, 20, 30, 60, 120, 180, 300, 600, 900, 1200, 1800, 2700, 3600]
  return steps.find((step) => seconds <= step) ?? Math.ceil(seconds / 1800) * 1800
}
