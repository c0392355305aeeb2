import type {
  CapacityObjective,
  CapacityProgress,
  CapacityResult,
  CapacitySettings
} from '../../shared/capacity/capacity.ts'
import type { PlanFiles } from '../../shared/plan/index.ts'
import type { Plan } from '../../shared/plan/plan.ts'
import type { RateShares } from './step-document.ts'

/** What a search needs; plan and document have been validated with the objectives. */
export interface CapacityRequest {
  readonly plan: Plan
  readonly document: unknown
  /** Where the relative paths of the document begin; saved with it. */
  readonly folder?: string | undefined
  readonly objectives: readonly CapacityObjective[]
  readonly shares: RateShares
  readonly settings: CapacitySettings
  /** What `${env.NAME}` in the plan resolves to; never saved. */
  readonly env: Readonly<Record<string, string>>
  /** The files that the plan names; never saved. */
  readonly files: PlanFiles
  readonly lanes: number
  readonly allowedHosts: readonly string[]
  /** Where each step is saved as a run of its own as well; null keeps the curve alone. */
  readonly stepsDatabaseFile: string | null
}

export interface CapacityEnd {
  readonly result: CapacityResult
  /** What went wrong inside Loadgale, in one sentence; null for every ordinary end. */
  readonly message: string | null
}

/** A search that goes on. Errors of the target never reject anything here: they are results. */
export interface CapacityHandle {
  readonly id: string
  /** `graceful` lets iterations end, `immediate` cuts them off; what is known by then is the result. */
  stop(phase: 'graceful' | 'immediate'): void
  /** At most ten times a second. Returns the function that ends the subscription. */
  onProgress(listener: (progress: CapacityProgress) => void): () => void
  /** Everything so far, for a page that comes late. */
  snapshot(): { readonly result: CapacityResult; readonly progress: CapacityProgress }
  /** Resolves when the search is saved. */
  readonly ended: Promise<CapacityEnd>
}

/** Where searches are kept; the store's, or none. */
export interface CapacityRecord {
  /** Called when the search starts, after each step, and at its end. */
  save(result: CapacityResult, started: Pick<CapacityRequest, 'document' | 'folder'>): void
  /** Called about once a second while a step goes on. */
  beat(id: string): void
}
