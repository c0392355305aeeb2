import { formatDuration } from '../duration.ts'
import { dialBounds, expectedLoad, isWithinBounds } from './dial-bounds.ts'
import {
  dialledProfile,
  isPausedAfter,
  pausesOf,
  runTimeOf,
  type DialAction,
  type DialEvent
} from './dial.ts'
import { highestLoad, loadProfile, profileEndMs } from './load-profile.ts'
import type { Plan, ScenarioPlan } from './plan.ts'

/** Why the hand may not do this at `atMs` of the run, in one sentence; null where it may. */
export function dialRefusal(
  { scenarios }: Plan,
  events: readonly DialEvent[],
  action: DialAction,
  atMs: number
): string | null {
  switch (action.action) {
    case 'resume':
      return isPausedAfter(events) ? null : 'The run is not paused.'
    case 'pause':
      if (isPausedAfter(events)) return 'The run is paused already.'
      return scenarios.every((scenario) => endOf(scenario, events) <= atMs)
        ? 'Every scenario has had its last start: nothing is left to pause.'
        : null
    case 'set': {
      const scenario = scenarios.find(({ name }) => name === action.scenario)
      if (scenario === undefined) return unknownScenario(action.scenario, scenarios)
      return setRefusal(scenario, events, action.value, atMs)
    }
  }
}

/** What the plan's maxVUs means for a rate above its own; null for every other value. */
export function dialNote({ executor }: ScenarioPlan, value: number): string | null {
  if (!('maxVUs' in executor) || value <= highestLoad(loadProfile(executor))) return null
  const { maxVUs, timeUnitMs } = executor
  const longestMs = Number(((maxVUs * timeUnitMs) / value).toPrecision(3))
  const users = maxVUs === 1 ? '1 virtual user' : `${maxVUs} virtual users`
  return `maxVUs of the plan stays: ${users}. Iterations longer than ${formatDuration(longestMs)} on average are dropped at this rate.`
}

function setRefusal(
  scenario: ScenarioPlan,
  events: readonly DialEvent[],
  value: number,
  atMs: number
): string | null {
  const { name, executor } = scenario
  const bounds = dialBounds(executor)
  if (bounds === null) {
    return `The scenario ${JSON.stringify(name)} has the executor ${executor.kind}, whose load is a number of iterations: it can be paused but not dialled.`
  }
  if (!isWithinBounds(value, bounds)) {
    return `Found ${value} for the scenario ${JSON.stringify(name)}, expected ${expectedLoad(bounds)}.`
  }
  const endMs = endOf(scenario, events)
  if (endMs > atMs) return null
  return `The scenario ${JSON.stringify(name)} had its last start at ${formatDuration(endMs)}: its load cannot be changed any more.`
}

function unknownScenario(found: string, scenarios: readonly ScenarioPlan[]): string {
  const names = scenarios.map(({ name }) => name).join(', ')
  return `The plan has no scenario ${JSON.stringify(found)}, expected one of: ${names}.`
}

/** When the scenario has had its last start, in time of the run; Infinity while a pause before that goes on. */
function endOf(scenario: ScenarioPlan, events: readonly DialEvent[]): number {
  return runTimeOf(pausesOf(events), scenario.startTimeMs + profileEndMs(dialledProfile(scenario, events)))
}
