import { costlyPauses, costlyResponses } from './costly-responses.ts'
import { knownDelays } from './known-delays.ts'
import { oneUserStall } from './one-user-stall.ts'
import { ownStall } from './own-stall.ts'
import { singleServers, type SingleServersSize } from './single-servers.ts'
import { slowAccept } from './slow-accept.ts'
import { stall, type StallSize } from './stall.ts'
import { timedOutStall } from './timed-out-stall.ts'
import type { Experiment } from './experiment.ts'

export { judge, type Experiment } from './experiment.ts'

type Experiments = Readonly<Record<string, Experiment>>

/** Experiments by the claim that each proves. These leave the cores idle for most of the time, and may run side by side. */
export function quietExperiments(size: StallSize): Experiments {
  return {
    'a stall of the service is in response, from the intended start of each request': () => stall(size),
    'with one virtual user a stall shows as drops and one long response': oneUserStall,
    'requests that time out in a stall are recorded with what they have waited': timedOutStall,
    'a stall of the generator is in response and start lag, not in service, and its second is suspect':
      ownStall,
    'a closed model whose generator works between two requests is suspect for its start lag': costlyPauses,
    'a service that accepts slowly shows in set-up, not in start lag, and is the limiter': slowAccept
  }
}

/** These fill a core, or ask for fractions of a millisecond: one after the other, with nothing beside them. */
export function loneExperiments(size: SingleServersSize): Experiments {
  return {
    'a closed model whose generator cannot follow is called saturated, and the generator its limiter':
      costlyResponses,
    'service is what the server itself has measured, request by request': knownDelays,
    'Poisson arrivals at servers of exponential service times stay as long as the theory of M/M/1 says': () =>
      singleServers(size)
  }
}
