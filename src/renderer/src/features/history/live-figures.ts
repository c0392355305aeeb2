import type { RunModel } from '../../app-state/run-model.svelte.ts'
import type { RunListItem } from '../../../../shared/history.ts'
import { ALL_SLOTS } from '../../../../shared/metrics/series.ts'

const SPARKLINE_POINTS = 60

/** The row of the running test with its figures of this moment; any other row as it is. */
export function withLiveFigures(item: RunListItem, live: RunModel | null): RunListItem {
  if (live === null || live.runId !== item.id || !live.isLive) return item
  const { requestsCompleted, requestsFailed } = live.counters
  const seconds = live.elapsedMs / 1000
  return {
    ...item,
    status: 'running',
    durationMs: live.elapsedMs,
    requests: requestsCompleted,
    requestsPerSecond: seconds > 0 ? requestsCompleted / seconds : 0,
    p99Ms: live.summary?.latency.response.p99 ?? null,
    failedShare: requestsCompleted > 0 ? requestsFailed / requestsCompleted : 0,
    sparkline: ratesSoFar(live)
  }
}

/** As many means over equal stretches of the run so far as a sparkline has points. */
function ratesSoFar(live: RunModel): number[] {
  const { secondCount } = live
  const series = live.series(ALL_SLOTS)
  const points = Math.min(secondCount, SPARKLINE_POINTS)
  return Array.from({ length: points }, (_, point) => {
    const from = Math.floor((point * secondCount) / points)
    const to = Math.floor(((point + 1) * secondCount) / points)
    let sum = 0
    for (let second = from; second < to; second++) sum += series?.endedAt(second) || 0
    return sum / (to - from)
  })
}
