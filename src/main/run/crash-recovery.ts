import { scheduledIterations } from '../engine/load/index.ts'
import {
  buildSummary,
  encodeHistogram,
  RunAccumulator,
  runHistograms,
  ThresholdEvaluator
} from '../engine/metrics/index.ts'
import { isOwnerAlive, type Store } from '../store/index.ts'
import { decodeBySlot } from './encoded-histograms.ts'
import { isOnThisMachine } from './environment.ts'
import type { RecoveryResult } from './recover-in-background.ts'

/**
 * Finds the runs whose process died and marks them as crashed, with a summary made from all their whole seconds. A
 * run that cannot be read is left as it is and does not keep the others from being recovered.
 */
export function recoverCrashedRuns(store: Store): RecoveryResult {
  const recovered: string[] = []
  const failures: string[] = []
  for (const runId of store.runs.findAbandoned((owner) => isOwnerAlive(owner))) {
    try {
      if (recover(store, runId)) recovered.push(runId)
    } catch (error) {
      failures.push(`run ${runId}: ${error instanceof Error ? error.message : String(error)}`)
    }
  }
  return { recovered, failures }
}

function recover(store: Store, runId: string): boolean {
  const { plan, environment, item, dial } = store.runs.stored(runId)
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
    dial,
    plannedIterations: scheduledIterations(plan, dial),
    allLanesEnded: false,
    generator: {
      lanes: 1,
      targetOnSameMachine: isOnThisMachine(environment.targetAddresses),
      cpuMicroseconds: null,
      descriptorLimit: null,
      localPortLimit: null
    }
  })
  const histograms = runHistograms(accumulator).map(({ slot, kind, histogram }) => ({
    ...{ slot, kind },
    bytes: encodeHistogram(histogram)
  }))
  return store.runs.markCrashed(runId, { summary, histograms })
}
