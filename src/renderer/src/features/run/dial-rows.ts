import { dialBounds, shownLoad, type DialBounds } from '../../../../shared/plan/dial-bounds.ts'
import { wantedLoad, type DialEvent } from '../../../../shared/plan/dial.ts'
import { highestLoad, loadProfile } from '../../../../shared/plan/load-profile.ts'
import type { Plan } from '../../../../shared/plan/plan.ts'

/** One scenario whose load the hand can change. */
export interface DialRow {
  readonly scenario: string
  /** What it is asked for now, in the unit of its executor. */
  readonly value: number
  readonly unit: string
  readonly bounds: DialBounds
  /** Of what the plan alone would ask for now; null where that is nothing. */
  readonly percent: number | null
  /** The end of the slider: twice the plan's most, or what it stands at. */
  readonly sliderMost: number
}

const LEAST_SLIDER = 10

export function dialRows(plan: Plan, events: readonly DialEvent[], elapsedMs: number): DialRow[] {
  const pauses = events.filter(({ action }) => action !== 'set')
  return plan.scenarios.flatMap((scenario) => {
    const { name, executor } = scenario
    const bounds = dialBounds(executor)
    if (bounds === null) return []
    const value = wantedLoad(scenario, events, elapsedMs)
    const planned = wantedLoad(scenario, pauses, elapsedMs)
    const most = Math.max(LEAST_SLIDER, 2 * highestLoad(loadProfile(executor)), value)
    return [
      {
        ...{ scenario: name, bounds, value: shownLoad(value, bounds) },
        unit: 'timeUnitMs' in executor ? rateUnit(executor.timeUnitMs) : 'VUs',
        percent: planned > 0 ? Math.round((value / planned) * 100) : null,
        sliderMost: Math.min(bounds.most, Math.ceil(most))
      }
    ]
  })
}

/** How much of the plan is asked for now: the one figure of all scenarios, where they have one. */
export function dialLabel(rows: readonly DialRow[]): string {
  const [first, ...others] = rows
  if (first === undefined || first.percent === null) return 'Dial'
  return others.every(({ percent }) => percent === first.percent) ? `Dial ${first.percent} %` : 'Dial'
}

function rateUnit(timeUnitMs: number): string {
  if (timeUnitMs === 1000) return '/s'
  return timeUnitMs === 60_000 ? '/min' : `per ${timeUnitMs / 1000} s`
}
