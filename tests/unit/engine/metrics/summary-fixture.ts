import {
  buildSummary,
  type RunAccumulator,
  type SummaryInput
} from '../../../../src/main/engine/metrics/index.ts'
import type { RunStatus, RunSummary } from '../../../../src/shared/metrics/summary.ts'
import type { Bench } from './metrics-fixture.ts'

export function runOf(status: RunStatus, durationMs: number): RunSummary['run'] {
  return {
    id: 'r1',
    name: 'fixture',
    startedAt: '2026-01-01T00:00:00.000Z',
    durationMs,
    status,
    target: null,
    tags: {},
    note: '',
    environment: {
      loadgale: '0',
      runtime: 'node',
      os: 'linux',
      host: 'h',
      cpu: 'c',
      cores: 4,
      gitCommit: null,
      targetAddresses: []
    }
  }
}

export const FACTS = { descriptorLimit: 1024, localPortLimit: 28_232 }

/** Of a run of ten seconds that finished, unless it is said otherwise. */
export function summarize(
  accumulator: RunAccumulator,
  more: Partial<SummaryInput> = {},
  durationMs = 10_000
): RunSummary {
  return buildSummary({
    run: runOf('finished', durationMs),
    accumulator,
    thresholds: [],
    dial: [],
    plannedIterations: accumulator.plan.scenarios.map(() => null),
    allLanesEnded: true,
    generator: { ...FACTS, lanes: 1, targetOnSameMachine: true, cpuMicroseconds: null },
    ...more
  })
}

/** All that the lanes of the bench have, closed at the end. */
export function ended(bench: Bench, endMs = 10_000): RunAccumulator {
  bench.tickAll(endMs, true)
  bench.close()
  return bench.accumulator
}
