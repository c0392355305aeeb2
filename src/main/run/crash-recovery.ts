import { plannedIterations } from '../../shared/plan/index.ts'
import { buildSummary, RunAccumulator, runHistograms, ThresholdEvaluator } from '../engine/metrics/index.ts'
import { isOwnerAlive, type Store } from '../store/index.ts'
import { decodeBySlot, encodeHistogram } from './encoded-histograms.ts'
import { isOnThisMachine } from './environment.ts'

/**
 * Finds the runs whose process died and marks them as crashed, with a summary made from all their whole seconds.
 * Returns their ids.
 */
export function recoverCrashedRuns(store: Store): string[] {
  return store.runs.findAbandoned((owner) => isOwnerAlive(owner)).filter((runId) => recover(store, runId))
}

function recover(store: Store, runId: string): boolean {
  const { plan, environment, item } = store.runs.stored(runId)
  const accumulator = new RunAccumulator(plan)
  let durationMs = 0
  for (const { update, histograms } of store.seconds.replay(runId)) {
    accumulator.addStoredSecond({ update, histograms: decodeBySlot(histograms) })
    durationMs = (update.run.second + 1) * 1000
  }
  const { results } = new ThresholdEvaluator(accumulator).evaluate(durationMs)
  const summary = buildSummary({
    run: {
      ...{ id: runId, name: item.name, startedAt: item.startedAt, durationMs, status: 'crashed' as const },
      ...{ target: item.target, tags: item.tags, note: item.note, environment }
    },
    accumulator,
    thresholds: results,
    plannedIterations: plan.scenarios.map(plannedIterations),
    allLanesEnded: false,
    generator: {
      lanes: 1,
      targetOnSameMachine: isOnThisMachine(environment.targetAddresses),
      cpuMicroseconds: null
    }
  })
  const histograms = runHistograms(accumulator).map(({ slot, kind, histogram }) => ({
    ...{ slot, kind },
    bytes: encodeHistogram(histogram)
  }))
  return store.runs.markCrashed(runId, { summary, histograms })
}
