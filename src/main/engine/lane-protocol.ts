import type { MessagePort } from 'node:worker_threads'
import type { LaneDiagnostics } from '../../shared/metrics/diagnostics.ts'
import type { PlanFiles } from '../../shared/plan/index.ts'
import type { Plan } from '../../shared/plan/plan.ts'

/** Everything that a lane's thread and the other threads of a run say to each other. */

/** `workerData` of a lane's thread. */
export interface LaneThreadData {
  readonly plan: Plan
  /** What the lane rehearses before it is ready; null where latency is nobody's business. */
  readonly rehearsal: Plan | null
  readonly laneIndex: number
  readonly laneCount: number
  readonly share: SharedArrayBuffer
  /** The buffer of the run's DialBoard. */
  readonly dial: SharedArrayBuffer
  readonly liveCounters: SharedArrayBuffer
  /** The buffer of the run's MetronomeBoard; absent when Node's timers are precise enough. */
  readonly metronome?: SharedArrayBuffer
  readonly env: Readonly<Record<string, string>>
  readonly files: PlanFiles
  readonly allowedHosts: readonly string[]
  readonly recorder: MessagePort
  /** A port to each other lane, null at this lane's own place. */
  readonly peers: readonly (MessagePort | null)[]
}

/** From the run controller. */
export type LaneCommand =
  | { readonly kind: 'go'; readonly startNs: bigint }
  | { readonly kind: 'stop'; readonly phase: 'graceful' | 'immediate' }
  /** There is something new on the run's DialBoard. */
  | { readonly kind: 'dial' }

/** To the run controller. */
export type LaneEvent =
  | { readonly kind: 'ready' }
  /** All frames are sent; `endMs` is the end of the lane's last iteration on the run's clock. */
  | { readonly kind: 'ended'; readonly endMs: number }
  | { readonly kind: 'failed'; readonly message: string }

/**
 * To the recorder. The frames lie in memory that both threads share and the lane leaves alone until it is returned.
 * Handing buffers over would be as cheap and safer to use, but the first one that leaves a thread makes V8 throw away all
 * code that it has compiled there, and check each access to a buffer from then on (docs/decisions/0017-shared-frames.md).
 */
export interface LaneFrames {
  readonly lane: number
  readonly frames: readonly SharedArrayBuffer[]
  readonly diagnostics: LaneDiagnostics | null
}

/** From the recorder, which is done with the frames: their buffers may be filled again. */
export interface ReturnedBuffers {
  readonly buffers: readonly SharedArrayBuffer[]
}

/** To another lane, on which a VU was reserved for this arrival. */
export interface HandedOffArrival {
  readonly scenario: number
  readonly intendedMs: number
}
