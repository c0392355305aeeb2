export { recoverCrashedRuns } from './crash-recovery.ts'
export { decodeHistogram } from './encoded-histograms.ts'
export type { RunEnd, RunHandle, RunRequest, ThreadFactory } from './run-contract.ts'
export { RunController } from './run-controller.ts'
