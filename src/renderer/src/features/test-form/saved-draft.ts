import { z } from 'zod'
import { BODY_KINDS, PART_KINDS } from './body-form.ts'
import {
  CHECK_KINDS,
  EXTRACT_KINDS,
  SCENARIO_OPTIONS,
  type PlanForm,
  type RequestStepForm,
  type ThinkStepForm
} from './plan-form.ts'
import { toForm } from './to-form.ts'

/** What is kept of the editor: the form with all its texts, right or wrong, and where in it the user was. */
export interface SavedDraft {
  readonly kind: typeof DRAFT_KIND
  readonly form: PlanForm
  readonly place: DraftPlace
}

export interface DraftPlace {
  /** Id of a scenario, or one of the tabs of the plan. */
  readonly tab: string
  readonly stepId: string
}

const DRAFT_KIND = 'loadgale.form/1'

const rest = z.record(z.string(), z.unknown())
const pair = z.object({ id: z.string(), name: z.string(), value: z.string() })
const part = z.object({
  ...{ id: z.string(), name: z.string(), kind: z.enum(PART_KINDS), content: z.string() },
  ...{ filename: z.string(), contentType: z.string() }
})
const timeouts = { timeout: z.string(), connectTimeout: z.string(), firstByteTimeout: z.string() }

const requestStep: z.ZodType<RequestStepForm> = z.object({
  kind: z.literal('request'),
  id: z.string(),
  method: z.string(),
  url: z.string(),
  name: z.string(),
  headers: z.array(pair),
  bodyKind: z.enum(BODY_KINDS),
  body: z.string(),
  // What a draft of an earlier version has not.
  fields: z.array(pair).default([]),
  parts: z.array(part).default([]),
  partsAreMapping: z.boolean().default(false),
  bodyFile: z.string().default(''),
  expectStatus: z.string(),
  ...timeouts,
  checks: z.array(
    z.object({
      id: z.string(),
      kind: z.enum(CHECK_KINDS),
      subject: z.string(),
      jsonTest: z.enum(['exists', 'missing', 'equals']),
      value: z.string(),
      name: z.string(),
      rest
    })
  ),
  extract: z.array(
    z.object({
      id: z.string(),
      variable: z.string(),
      kind: z.enum(EXTRACT_KINDS),
      source: z.string(),
      group: z.string(),
      rest
    })
  ),
  rest,
  stepRest: rest
})

const thinkStep: z.ZodType<ThinkStepForm> = z.object({
  kind: z.literal('think'),
  id: z.string(),
  think: z.string(),
  rest
})

const planForm: z.ZodType<PlanForm> = z.object({
  name: z.string(),
  target: z.string(),
  warmUp: z.string(),
  scenarios: z.array(
    z.object({
      id: z.string(),
      name: z.string(),
      executor: z.string(),
      options: z.record(z.enum(SCENARIO_OPTIONS), z.string()),
      stages: z.array(z.object({ id: z.string(), duration: z.string(), target: z.string() })),
      flow: z.array(z.union([requestStep, thinkStep])),
      rest
    })
  ),
  thresholds: z.array(
    z.object({
      id: z.string(),
      metric: z.string(),
      filter: z.string(),
      expression: z.string(),
      abortOnFail: z.boolean(),
      delayAbortEval: z.string()
    })
  ),
  variables: z.array(pair),
  tags: z.array(pair),
  defaults: z.object({ headers: z.array(pair), ...timeouts, redirects: z.string(), rest }),
  rest
})

const savedDraft: z.ZodType<SavedDraft> = z.object({
  kind: z.literal(DRAFT_KIND),
  form: planForm,
  place: z.object({ tab: z.string(), stepId: z.string() })
})

export function draftToSave(form: PlanForm, place: DraftPlace): SavedDraft {
  return { kind: DRAFT_KIND, form, place }
}

/** Reads what was saved, or a plan document that somebody else left as the draft; null when there is none. */
export function readSavedDraft(value: unknown): SavedDraft | null {
  if (typeof value !== 'object' || value === null) return null
  const parsed = savedDraft.safeParse(value)
  return parsed.success ? parsed.data : draftToSave(toForm(value), { tab: '', stepId: '' })
}
