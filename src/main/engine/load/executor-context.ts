import type { EventLoop } from '../scheduler/index.ts'
import type { LaneShare } from './lane-share.ts'
import type { ScenarioDial } from './scenario-dial.ts'
import type { StopSignal } from './stop-signal.ts'
import type { IterationObserver, VirtualUserFactory } from './virtual-user.ts'

/** What an executor needs of the lane that it runs on; one for each scenario and lane. */
export interface ExecutorContext {
  readonly loop: EventLoop
  /** Index of the scenario in the plan. */
  readonly scenario: number
  readonly gracefulStopMs: number
  /** What the scenario is asked for now; its times are on the loop's clock. */
  readonly dial: ScenarioDial
  readonly share: LaneShare
  readonly stop: StopSignal
  readonly observer: IterationObserver
  readonly createVirtualUser: VirtualUserFactory
  /** The id of a VU by its index in the scenario, from 1 and unique over all scenarios. */
  readonly vuId: (indexInScenario: number) => number
  /** Gives an arrival to another lane, on which a VU has been reserved for it. */
  readonly handOff: (lane: number, scenario: number, intendedMs: number) => void
  readonly activeVus: ActiveVus
}

/** How many virtual users of a lane run an iteration now; those that wait for an arrival or their stage do not. */
export class ActiveVus {
  count = 0
}
