import { formatRow, holds, type BenchRow } from '../../bench/bench-row.ts'

/** What one round of an experiment has shown, each row with the limit that it has to keep. */
export interface Evidence {
  /** What no noise of the machine can break. */
  readonly always: readonly BenchRow[]
  /**
   * What noise can break, although its limits take in what the noise did to the control. It only ever adds lateness, so
   * these rows are measured up to three times, and have to hold together once.
   */
  readonly undisturbed: readonly BenchRow[]
  /** The run itself has called seconds suspect in which its figures were taken. */
  readonly doubted: boolean
}

export type Experiment = () => Promise<Evidence>

const ROUNDS = 3

/**
 * The rows of the first round in which all of them hold, or of the last, and those that speak against Loadgale: what
 * broke in a round that must not, and what was off in every round without the run's own warning. A figure that is off in
 * a second which the run calls suspect is no untruth.
 */
export async function judge(experiment: Experiment): Promise<{ rows: BenchRow[]; untrue: string[] }> {
  let doubtedRounds = 0
  for (let round = 1; ; round++) {
    const { always, undisturbed, doubted } = await experiment()
    const rows = [...always, ...undisturbed]
    const broken = always.filter((row) => !holds(row)).map(formatRow)
    const off = undisturbed.filter((row) => !holds(row)).map(formatRow)
    doubtedRounds += doubted ? 1 : 0
    if (broken.length > 0 || off.length === 0) return { rows, untrue: broken }
    if (round === ROUNDS) return { rows, untrue: doubtedRounds === ROUNDS ? [] : off }
  }
}
