import type { GeneratorSecond } from '../../../shared/metrics/series.ts'

/** What the generator's watch says against a second; saturated is the worse, and every saturated one is suspect too. */
export const SECOND_MARKS = ['suspect', 'saturated'] as const
export type SecondMark = (typeof SECOND_MARKS)[number]

/** Seconds by their mark; each counts once. */
export type MarkCounts = Readonly<Record<SecondMark, number>>

export function markOf(generator: GeneratorSecond | undefined): SecondMark | null {
  if (generator?.saturated === true) return 'saturated'
  return generator?.suspect === true ? 'suspect' : null
}

export function worseMark(a: SecondMark | null, b: SecondMark | null): SecondMark | null {
  return a === 'saturated' || b === 'saturated' ? 'saturated' : (a ?? b)
}

export function countMarks(markAt: (second: number) => SecondMark | null, secondCount: number): MarkCounts {
  const counts = { suspect: 0, saturated: 0 }
  for (let second = 0; second < secondCount; second++) {
    const mark = markAt(second)
    if (mark !== null) counts[mark]++
  }
  return counts
}
