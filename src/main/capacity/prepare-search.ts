import type { CapacityObjective, CapacitySettings } from '../../shared/capacity/capacity.ts'
import { objectivesOfPlan, readObjectives } from '../../shared/capacity/objectives.ts'
import type { Plan } from '../../shared/plan/plan.ts'
import type { PlanProblem } from '../../shared/plan/problem.ts'
import { isRecord } from '../../shared/plan/schema-problems.ts'
import { optionProblem, validatePlanDocument } from '../plan/index.ts'
import { searchSettings, type SearchOptions } from './search-settings.ts'
import { objectiveThresholds, rateShares, type RateShares } from './step-document.ts'

/** A search that may be started. */
export interface PreparedSearch {
  readonly plan: Plan
  readonly document: unknown
  readonly objectives: readonly CapacityObjective[]
  readonly shares: RateShares
  readonly settings: CapacitySettings
}

export type SearchPreparation =
  | { readonly ok: true; readonly search: PreparedSearch; readonly warnings: readonly PlanProblem[] }
  | { readonly ok: false; readonly problems: readonly PlanProblem[] }

/**
 * Checks a plan document, the objectives and the options of a search; a mistake gives all of its problems at once.
 *
 * @param objectiveTexts as typed; the plan's own thresholds stand in for none
 */
export function prepareSearch(
  document: unknown,
  objectiveTexts: readonly string[],
  options: SearchOptions
): SearchPreparation {
  const parsed = validatePlanDocument(document)
  const written = readObjectives(objectiveTexts)
  if (!parsed.valid || !written.ok) {
    return {
      ok: false,
      problems: [
        ...(parsed.valid ? [] : parsed.problems),
        ...(written.ok ? [] : written.problems.map(({ message }) => optionProblem('--slo', message)))
      ]
    }
  }
  const { plan, warnings } = parsed
  const objectives = written.objectives.length > 0 ? written.objectives : objectivesOfPlan(plan)
  const shares = rateShares(plan)
  const settings = searchSettings(options, plan, shares)
  const problems = [...objectiveProblems(document, objectives), ...(settings.ok ? [] : settings.problems)]
  if (!settings.ok || problems.length > 0) return { ok: false, problems }
  return { ok: true, search: { plan, document, objectives, shares, settings: settings.settings }, warnings }
}

/** None at all, or one with a filter that names what the plan does not have. */
function objectiveProblems(document: unknown, objectives: readonly CapacityObjective[]): PlanProblem[] {
  if (objectives.length === 0) {
    const message =
      'There is no objective, expected one such as "http_req_response: p(99)<200", or a threshold of the plan that is one.'
    return [optionProblem('--slo', message)]
  }
  const asThresholds = {
    ...(isRecord(document) ? document : {}),
    thresholds: objectiveThresholds(objectives)
  }
  // The plan was found right with its own thresholds, so that what is wrong is an objective that was typed.
  const parsed = validatePlanDocument(asThresholds)
  return parsed.valid ? [] : parsed.problems.map(({ message }) => optionProblem('--slo', message))
}
