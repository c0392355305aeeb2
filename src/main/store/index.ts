export { defaultDatabaseFile } from './database-file.ts'
export { HISTOGRAM_KINDS, type HistogramKind } from './histogram-kind.ts'
export { newRunId } from './run-id.ts'
export { currentRunOwner, isOwnerAlive } from './run-owner.ts'
export { StoreError, type StoreErrorCode } from './store-error.ts'
export { openStore, type OpenStoreOptions } from './store.ts'
export type {
  Annotation,
  EndStatus,
  HistogramQuery,
  NewRun,
  OwnerSign,
  RunEnding,
  RunHistory,
  RunOwner,
  SecondHistory,
  SlotHistograms,
  Store,
  StoredHistogram,
  StoredRun,
  StoredSecond,
  TotalHistogram,
  TotalHistogramHistory
} from './store-contract.ts'
