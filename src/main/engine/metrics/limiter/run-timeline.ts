import type { SecondUpdate } from '../../../../shared/metrics/series.ts'
import { timelineSecondOf } from './timeline-second.ts'
import type { TimelineSecond } from './timeline-second.ts'

/** Every closed second of a run, some hundred bytes each: what the limiter looks back on. */
export class RunTimeline {
  /** In ascending order, without gaps: seconds close one after the other. */
  readonly seconds: TimelineSecond[] = []

  /** A second that closed, or one that is given again because a late entry corrected it. */
  set(update: SecondUpdate): void {
    const second = timelineSecondOf(update)
    // A corrected second is one of the last, so the look goes from the end.
    const known = this.seconds.findLastIndex((before) => before.second <= second.second)
    if (this.seconds[known]?.second === second.second) this.seconds[known] = second
    else this.seconds.splice(known + 1, 0, second)
  }
}
