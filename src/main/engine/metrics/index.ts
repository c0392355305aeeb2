export { RequestRecord } from './request-record.ts'
export {
  LaneMetrics,
  type LaneCounters,
  type LaneMetricsOptions,
  type TakeFramesOptions
} from './lane-metrics.ts'
export { noGauges, type LaneGauges, type ProcessGauges } from './lane-gauges.ts'
export { FrameBufferPool } from './frame-buffer-pool.ts'
export { FrameError, type FrameErrorCode } from './frame-error.ts'
export { SecondMerger, type ClosedSecond } from './second-merger.ts'
export { RunAccumulator } from './run-accumulator.ts'
export { runHistograms } from './run-histograms.ts'
export {
  HISTOGRAM_KINDS,
  type HistogramKind,
  type SlotHistogram,
  type StoredSecond
} from './stored-second.ts'
export { percentileMs, summarizeLatency } from './latency-statistics.ts'
export { ThresholdEvaluator, type ThresholdEvaluation } from './threshold-evaluator.ts'
export { buildSummary, type SummaryInput } from './build-summary.ts'
