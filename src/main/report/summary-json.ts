import type { RunSecond } from '../../shared/metrics/series.ts'
import type { GeneratorSummary, RunSummary } from '../../shared/metrics/summary.ts'

/** A second whose figures may be the generator's own. */
export interface DoubtedSecond {
  readonly second: number
  /** A saturated second is suspect as well. */
  readonly state: 'suspect' | 'saturated'
  /** Each figure that was over its limit, in words. */
  readonly reason: string
}

/** What `--json` writes of a run, documented in docs/json.md: its summary, and the seconds behind two of its counts. */
export type SummaryJson = Omit<RunSummary, 'generator'> & {
  readonly generator: GeneratorSummary & { readonly doubtedSeconds: readonly DoubtedSecond[] }
}

export function summaryJson(summary: RunSummary, runSeconds: readonly RunSecond[]): SummaryJson {
  const doubtedSeconds = runSeconds.flatMap(({ second, generator }): DoubtedSecond[] => {
    const { suspect, saturated, reason } = generator
    return suspect ? [{ second, state: saturated ? 'saturated' : 'suspect', reason }] : []
  })
  return { ...summary, generator: { ...summary.generator, doubtedSeconds } }
}
