import { z } from 'zod'
import { AUTH_KINDS, authToForm } from './auth-form.ts'
import { BODY_KINDS, PART_KINDS } from './body-form.ts'
import { split } from './document-reading.ts'
import { NETWORK_KEYS, networkToForm } from './network-form.ts'
import {
  CHECK_KINDS,
  EXTRACT_KINDS,
  SCENARIO_OPTIONS,
  type DefaultsForm,
  type PlanForm,
  type RequestStepForm,
  type ThinkStepForm
} from './plan-form.ts'
import { textOf } from './scalar-text.ts'
import { defaultsForm, toForm } from './to-form.ts'
import { TEXT_FORMATS, type TypedText } from './typed-text.ts'

/** What is kept of the editor: the form with all its texts, right or wrong, and where in it the user was. */
export interface SavedDraft {
  readonly kind: typeof DRAFT_KIND
  readonly form: PlanForm
  readonly place: DraftPlace
  /** The plan as text that somebody typed, read or not. */
  readonly typed: TypedText | null
}

export interface DraftPlace {
  /** Id of a scenario, or one of the tabs of the plan. */
  readonly tab: string
  readonly stepId: string
  /** The path of the plan's file; empty for none. */
  readonly file: string
}

const DRAFT_KIND = 'loadgale.form/1'

// Keys that an earlier version had no fields for stand in the `rest` of its drafts, as the document had them: the
// transforms below put them into the fields of today.

const rest = z.record(z.string(), z.unknown())
const pair = z.object({ id: z.string(), name: z.string(), value: z.string() })
const part = z.object({
  ...{ id: z.string(), name: z.string(), kind: z.enum(PART_KINDS), content: z.string() },
  ...{ filename: z.string(), contentType: z.string() }
})
const auth = z.object({
  ...{ kind: z.enum(AUTH_KINDS), username: z.string(), password: z.string(), token: z.string() }
})
const network = z.object({
  tls: z.object({
    ...{
      isGiven: z.boolean(),
      ca: z.string(),
      caIsList: z.boolean(),
      cert: z.string(),
      key: z.string(),
      passphrase: z.string()
    },
    ...{ serverName: z.string(), minVersion: z.string(), maxVersion: z.string() },
    ...{ insecure: z.boolean(), resumesSessions: z.boolean(), rest }
  }),
  proxy: z.object({
    ...{ url: z.string(), username: z.string(), password: z.string(), noProxy: z.string(), rest }
  }),
  dns: z.object({ ttl: z.string(), select: z.string(), policy: z.string(), rest }),
  hosts: z.array(pair),
  unixSocket: z.string(),
  localAddresses: z.string(),
  connections: z.object({ reuse: z.string(), pool: z.string(), rest })
})
const timeouts = { timeout: z.string(), connectTimeout: z.string(), firstByteTimeout: z.string() }

const requestStep = z
  .object({
    kind: z.literal('request'),
    id: z.string(),
    method: z.string(),
    leavesOutGet: z.boolean().default(false),
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
    redirects: z.string().optional(),
    unixSocket: z.string().optional(),
    auth: auth.optional(),
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
  .transform(({ auth: own, redirects, unixSocket, ...step }): RequestStepForm => {
    const { known, rest: left } = split(step.rest, ['auth', 'redirects', 'unixSocket'])
    if (own !== undefined)
      return { ...step, auth: own, redirects: redirects ?? '', unixSocket: unixSocket ?? '' }
    const { form, rest: unshown } = authToForm(known['auth'])
    const texts = { redirects: textOf(known['redirects']), unixSocket: textOf(known['unixSocket']) }
    return { ...step, ...texts, auth: form, rest: { ...left, ...unshown } }
  })

const thinkStep: z.ZodType<ThinkStepForm> = z.object({
  kind: z.literal('think'),
  id: z.string(),
  think: z.string(),
  rest
})

const savedDefaults = z
  .object({
    headers: z.array(pair),
    ...timeouts,
    redirects: z.string(),
    cookies: z.string().optional(),
    auth: auth.optional(),
    rest
  })
  .transform(({ auth: own, cookies, ...defaults }): DefaultsForm => {
    if (own !== undefined) return { ...defaults, auth: own, cookies: cookies ?? '' }
    const earlier = defaultsForm(defaults.rest)
    return { ...defaults, cookies: earlier.cookies, auth: earlier.auth, rest: earlier.rest }
  })

const planForm = z
  .object({
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
    defaults: savedDefaults,
    network: network.optional(),
    rest
  })
  .transform(({ network: own, ...plan }): PlanForm => {
    if (own !== undefined) return { ...plan, network: own }
    const { known, rest: left } = split(plan.rest, NETWORK_KEYS)
    const { form, rest: unshown } = networkToForm(known)
    return { ...plan, network: form, rest: { ...left, ...unshown } }
  })

/** Whether it can be read is found out anew. */
const typedText = z
  .object({
    text: z.string(),
    format: z.enum(TEXT_FORMATS),
    base: z.string(),
    state: z.enum(['unread', 'taken', 'refused'])
  })
  .transform(({ state, ...typed }): TypedText => ({
    ...typed,
    state: state === 'taken' ? 'taken' : 'unread',
    mistake: null
  }))

const savedDraft: z.ZodType<SavedDraft> = z.object({
  kind: z.literal(DRAFT_KIND),
  form: planForm,
  place: z.object({ tab: z.string(), stepId: z.string(), file: z.string().default('') }),
  typed: typedText.nullable().default(null)
})

export function draftToSave(form: PlanForm, place: DraftPlace, typed: TypedText | null = null): SavedDraft {
  return { kind: DRAFT_KIND, form, place, typed }
}

/** Reads what was saved, or a plan document that somebody else left as the draft; null when there is none. */
export function readSavedDraft(value: unknown): SavedDraft | null {
  if (typeof value !== 'object' || value === null) return null
  const parsed = savedDraft.safeParse(value)
  return parsed.success ? parsed.data : draftToSave(toForm(value), { tab: '', stepId: '', file: '' })
}
