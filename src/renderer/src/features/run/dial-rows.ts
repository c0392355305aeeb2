import {
  dialBounds,
  expectedLoad,
  isWithinBounds,
  shownLoad,
  type DialBounds
} from '../../../../shared/plan/dial-bounds.ts'
import { wantedLoad, type DialEvent } from '../../../../shared/plan/dial.ts'
import { highestLoad, loadProfile } from '../../../../shared/plan/load-profile.ts'
import type { Plan } from '../../../../shared/plan/plan.ts'
import { formatCount } from '../../format/number.ts'

/** One scenario whose load the hand can change. */
export interface DialRow {
  readonly scenario: string
  /** What it is asked for now, in the unit of its executor. */
  readonly value: number
  readonly unit: string
  readonly bounds: DialBounds
  /** What the plan alone would ask for now. */
  readonly planned: number
  /** Above it one has to ask twice: ten times the plan's most, or what the load stands at. */
  readonly unquestionedMost: number
  /** The end of the slider: twice the plan's most, or what it stands at. */
  readonly sliderMost: number
}

const LEAST_SLIDER = 10
const UNQUESTIONED_FACTOR = 10
/** From here on a factor says more than a percentage. */
const MOST_PERCENT = 1000

export function dialRows(plan: Plan, events: readonly DialEvent[], elapsedMs: number): DialRow[] {
  const pauses = events.filter(({ action }) => action !== 'set')
  return plan.scenarios.flatMap((scenario) => {
    const { name, executor } = scenario
    const bounds = dialBounds(executor)
    if (bounds === null) return []
    const value = wantedLoad(scenario, events, elapsedMs)
    const planned = wantedLoad(scenario, pauses, elapsedMs)
    const planMost = highestLoad(loadProfile(executor))
    const sliderMost = Math.min(bounds.most, Math.ceil(Math.max(LEAST_SLIDER, 2 * planMost, value)))
    return [
      {
        ...{ scenario: name, bounds, value: shownLoad(value, bounds) },
        unit: 'timeUnitMs' in executor ? rateUnit(executor.timeUnitMs) : 'VUs',
        ...{ planned, sliderMost },
        unquestionedMost: Math.max(sliderMost, UNQUESTIONED_FACTOR * planMost)
      }
    ]
  })
}

/** A load as a share of what the plan alone would ask for: "150 %", "50,000 times"; null where that is nothing. */
export function shareOfPlan(value: number, { planned }: DialRow): string | null {
  if (planned <= 0) return null
  const percent = Math.round((value / planned) * 100)
  return percent <= MOST_PERCENT ? `${percent} %` : `${formatCount(percent / 100)} times`
}

/** How much of the plan is asked for now: the one figure of all scenarios, where they have one. */
export function dialLabel(rows: readonly DialRow[]): string {
  const [share, ...others] = new Set(rows.map((row) => shareOfPlan(row.value, row)))
  return share === undefined || share === null || others.length > 0 ? 'Dial' : `Dial ${share}`
}

/** What was typed as a load: one to set, one to ask about first, or why it is none. */
export type DialEntry =
  | { readonly kind: 'load' | 'question'; readonly value: number }
  | { readonly kind: 'problem'; readonly message: string }

export function readDialEntry(text: string, { bounds, unquestionedMost }: DialRow): DialEntry {
  const typed = text.trim()
  const value = typed === '' ? NaN : Number(typed)
  if (!isWithinBounds(value, bounds)) {
    const found = typed === '' ? 'nothing' : `“${typed}”`
    return { kind: 'problem', message: `Found ${found}, expected ${expectedLoad(bounds)}.` }
  }
  return { kind: value > unquestionedMost ? 'question' : 'load', value }
}

function rateUnit(timeUnitMs: number): string {
  if (timeUnitMs === 1000) return '/s'
  return timeUnitMs === 60_000 ? '/min' : `per ${timeUnitMs / 1000} s`
}
