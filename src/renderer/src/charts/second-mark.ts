import type { GeneratorSecond } from '../../../shared/metrics/series.ts'
import type { ChartColour } from './chart-colours.ts'

/** What the generator's watch says against a second; saturated is the worse, and every saturated one is suspect too. */
export const SECOND_MARKS = ['suspect', 'saturated'] as const
export type SecondMark = (typeof SECOND_MARKS)[number]

/** Seconds by their mark; each counts once. */
export type MarkCounts = Readonly<Record<SecondMark, number>>

export function markOf(generator: GeneratorSecond | undefined): SecondMark | null {
  if (generator?.saturated === true) return 'saturated'
  return generator?.suspect === true ? 'suspect' : null
}

export function countMarks(
  markAt: (second: number) => SecondMark | null,
  seconds: readonly number[]
): MarkCounts {
  const counts = { suspect: 0, saturated: 0 }
  for (const second of seconds) {
    const mark = markAt(second)
    if (mark !== null) counts[mark]++
  }
  return counts
}

/** The marked seconds of one run, to hatch in a chart. */
export interface Hatching {
  readonly markAt: (second: number) => SecondMark | null
  /** Of the judged seconds; others are hatched, but counted nowhere. */
  readonly counts: MarkCounts
  /** Of a chart with several runs: whose seconds these are, and the colour of that run. Alone the mark has its own. */
  readonly run: { readonly label: string; readonly colour: ChartColour } | null
}
