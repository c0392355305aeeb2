export { arrivalRate } from './arrival-rate.ts'
export { dialledPlanText } from './dialled-plan.ts'
export { resolvePlanEnvironment } from './plan-environment.ts'
export { documentForEditor } from './plan-document-paths.ts'
export { MAX_PLAN_BYTES, openPlanFile, PlanFileError, savePlanFile } from './plan-document-file.ts'
export { findPlanFiles } from './plan-files.ts'
export type { FoundPlanFiles } from './plan-files.ts'
export { optionProblem } from './option-places.ts'
export type { OptionOf } from './option-places.ts'
export { overridePlan } from './plan-overrides.ts'
export type { PlanOverrides } from './plan-overrides.ts'
export { practicePlan } from './practice-plan.ts'
export { quickOptionOf, quickPlan } from './quick-plan.ts'
export type { QuickOptions, QuickRequest } from './quick-plan.ts'
export { readPlanText } from './read-plan-text.ts'
export { readTypedPlan } from './typed-plan.ts'
export { typedDurationMs } from './typed-duration.ts'
export {
  readPlanFile,
  validatePlanDocument,
  validatePlanFile,
  validatePlanText,
  withLines
} from './validate-plan.ts'
