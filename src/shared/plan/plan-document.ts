import { z } from 'zod'
import { isFieldValue } from '../field-value.ts'
import { authDocument } from './auth-document.ts'
import { bodyKeys } from './body-document.ts'
import {
  anyDuration,
  filledText,
  positiveDuration,
  scalarText,
  text,
  truth,
  visibleText,
  wholeNumber
} from './document-values.ts'
import { MAX_RATE, MAX_VUS } from './load-limits.ts'
import { networkKeys, unixSocket } from './network-document.ts'
import { proxyDocument } from './proxy-document.ts'
import { parseStatusRanges } from './status-ranges.ts'
import { BUILTIN_NAMES, VARIABLE_NAME } from './template.ts'
import { tlsDocument } from './tls-document.ts'

const statusError = 'a status such as 200, [200, 404], "2xx" or "200-299"'
const statusItem = z.union([z.int(), z.string()], { error: statusError })
const status = z
  .union([z.int(), z.string(), z.array(statusItem).min(1, { error: statusError })], { error: statusError })
  .refine((value) => parseStatusRanges(value) !== null, { error: statusError })

const HEADER_NAME = /^[!#$%&'*+\-.^_`|~0-9A-Za-z]+$/
const headers = z.record(
  z.string().regex(HEADER_NAME, { error: "a header name made of letters, digits and !#$%&'*+-.^_`|~" }),
  z.union([z.string(), z.number()], { error: 'a text' }).refine((value) => isFieldValue(String(value)), {
    error: 'a header value without line breaks or control characters'
  }),
  { error: 'a mapping of header names to values' }
)

const variableName = z
  .string()
  .regex(VARIABLE_NAME, { error: 'a variable name made of letters, digits and _' })
  .refine((name) => !BUILTIN_NAMES.some((builtin) => builtin === name), {
    error: `a variable name other than ${BUILTIN_NAMES.join(', ')}, which the engine makes`
  })

const regexSource = filledText.refine((pattern) => compiles(pattern), {
  error: 'a regular expression that JavaScript reads'
})

/** Of every request, in `defaults` and in the request itself. */
const requestOptions = {
  auth: authDocument.optional(),
  timeout: positiveDuration.optional(),
  connectTimeout: positiveDuration.optional(),
  firstByteTimeout: anyDuration.optional(),
  redirects: wholeNumber(0).optional()
}

const request = z.strictObject(
  {
    name: visibleText.max(300, { error: 'a name of at most 300 characters' }).optional(),
    method: z
      .string({ error: 'an HTTP method such as GET or POST' })
      .regex(/^[!#$%&'*+\-.^_`|~0-9A-Za-z]+$/, { error: 'an HTTP method such as GET or POST' })
      .refine((method) => method.toUpperCase() !== 'CONNECT', {
        error: 'an HTTP method other than CONNECT, which opens a tunnel'
      })
      .optional(),
    url: visibleText,
    headers: headers.optional(),
    ...bodyKeys,
    expectStatus: status.optional(),
    unixSocket: unixSocket.optional(),
    ...requestOptions
  },
  {
    error:
      'a mapping with url and, where needed, name, method, headers, body, json, form, multipart or bodyFile'
  }
)

const extraction = z.strictObject(
  {
    jsonpath: filledText.optional(),
    header: filledText.optional(),
    regex: regexSource.optional(),
    group: wholeNumber(0).optional()
  },
  { error: 'a mapping with jsonpath, header or regex' }
)

const check = z.strictObject(
  {
    name: visibleText.optional(),
    status: status.optional(),
    jsonpath: filledText.optional(),
    exists: truth.optional(),
    equals: z
      .union([z.string(), z.number(), z.boolean(), z.null()], {
        error: 'a text, a number, true, false or null'
      })
      .optional(),
    bodyContains: filledText.optional(),
    header: filledText.optional(),
    contains: text.optional(),
    durationBelow: positiveDuration.optional()
  },
  { error: 'a mapping with status, jsonpath, bodyContains, header or durationBelow' }
)

const step = z.strictObject(
  {
    request: request.optional(),
    extract: z
      .record(variableName, extraction, { error: 'a mapping of variable names to what is extracted' })
      .optional(),
    checks: z.array(check, { error: 'a list of checks' }).optional(),
    think: anyDuration.optional()
  },
  { error: 'a mapping with request or think' }
)

export const scenarioCommon = {
  startTime: anyDuration.optional(),
  gracefulStop: anyDuration.optional(),
  flow: z.array(step, { error: 'a list of steps' }).min(1, { error: 'at least one step' })
}

const stagesTo = (target: z.ZodNumber) =>
  z
    .array(
      z.strictObject({ duration: anyDuration, target }, { error: 'a mapping with duration and target' }),
      { error: 'a list of stages' }
    )
    .min(1, { error: 'at least one stage' })

/** A ramp that was cut short by hand ends where it was, so a saved plan needs more than k6's whole numbers here. */
const anyRateError = `a number from 0 to ${MAX_RATE.toLocaleString('en')}`
const anyRate = z
  .number({ error: anyRateError })
  .min(0, { error: anyRateError })
  .max(MAX_RATE, { error: anyRateError })

const arrivals = {
  preAllocatedVUs: wholeNumber(0, MAX_VUS),
  maxVUs: wholeNumber(1, MAX_VUS).optional(),
  arrival: z.enum(['even', 'poisson'], { error: 'one of even, poisson' }).optional(),
  seed: wholeNumber(0).optional()
}
const counted = {
  vus: wholeNumber(1, MAX_VUS).optional(),
  iterations: wholeNumber(1).optional(),
  maxDuration: positiveDuration.optional()
}

/** The options of each executor beside those that every scenario has; names and meaning are k6's. */
const EXECUTORS = {
  'constant-vus': { vus: wholeNumber(1, MAX_VUS).optional(), duration: positiveDuration },
  'shared-iterations': counted,
  'per-vu-iterations': counted,
  'ramping-vus': {
    startVUs: wholeNumber(0, MAX_VUS).optional(),
    stages: stagesTo(wholeNumber(0, MAX_VUS)),
    gracefulRampDown: anyDuration.optional()
  },
  'constant-arrival-rate': {
    rate: wholeNumber(1, MAX_RATE),
    timeUnit: positiveDuration.optional(),
    duration: positiveDuration,
    ...arrivals
  },
  'ramping-arrival-rate': {
    startRate: anyRate.optional(),
    firstAtOnce: truth.optional(),
    timeUnit: positiveDuration.optional(),
    stages: stagesTo(anyRate),
    ...arrivals
  }
}

export const EXECUTOR_KINDS = [
  'constant-vus',
  'shared-iterations',
  'per-vu-iterations',
  'ramping-vus',
  'constant-arrival-rate',
  'ramping-arrival-rate'
] as const

export const scenarioDocument = z.discriminatedUnion(
  'executor',
  [
    z.strictObject({ executor: z.literal('constant-vus'), ...EXECUTORS['constant-vus'], ...scenarioCommon }),
    z.strictObject({
      executor: z.literal('shared-iterations'),
      ...EXECUTORS['shared-iterations'],
      ...scenarioCommon
    }),
    z.strictObject({
      executor: z.literal('per-vu-iterations'),
      ...EXECUTORS['per-vu-iterations'],
      ...scenarioCommon
    }),
    z.strictObject({ executor: z.literal('ramping-vus'), ...EXECUTORS['ramping-vus'], ...scenarioCommon }),
    z.strictObject({
      executor: z.literal('constant-arrival-rate'),
      ...EXECUTORS['constant-arrival-rate'],
      ...scenarioCommon
    }),
    z.strictObject({
      executor: z.literal('ramping-arrival-rate'),
      ...EXECUTORS['ramping-arrival-rate'],
      ...scenarioCommon
    })
  ],
  {
    error: (issue) =>
      issue.code === 'invalid_union'
        ? `one of ${EXECUTOR_KINDS.join(', ')}`
        : 'a mapping with executor, its options and flow'
  }
)

const threshold = z.union(
  [
    filledText,
    z.strictObject({
      threshold: filledText,
      abortOnFail: truth.optional(),
      delayAbortEval: anyDuration.optional()
    })
  ],
  { error: 'an expression such as "p(99)<250", or a mapping with threshold, abortOnFail and delayAbortEval' }
)

/**
 * The plan as a user writes it (docs/plan.md). Strict: an unknown key is a mistake. What one key alone can tell is
 * checked here, what several keys tell together in `checkMeaning`. Every `error` is the phrase that follows
 * "expected" in the message; `schemaProblems` makes the sentence.
 */
export const planDocument = z.strictObject(
  {
    version: z.literal(1, { error: '1' }),
    name: visibleText.max(200, { error: 'a name of at most 200 characters' }).optional(),
    target: visibleText.optional(),
    tags: z.record(filledText, scalarText, { error: 'a mapping of tag names to values' }).optional(),
    defaults: z
      .strictObject(
        {
          headers: headers.optional(),
          cookies: z.enum(['reset', 'keep', 'off'], { error: 'one of reset, keep, off' }).optional(),
          ...requestOptions
        },
        {
          error:
            'a mapping with headers, auth, cookies, timeout, connectTimeout, firstByteTimeout or redirects'
        }
      )
      .optional(),
    variables: z
      .record(variableName, scalarText, { error: 'a mapping of variable names to values' })
      .optional(),
    tls: tlsDocument.optional(),
    proxy: proxyDocument.optional(),
    ...networkKeys,
    warmUp: anyDuration.optional(),
    scenarios: z.record(
      z.string().regex(/^[\w-]+$/, { error: 'a scenario name made of letters, digits, _ and -' }),
      scenarioDocument,
      { error: 'a mapping of scenario names to scenarios' }
    ),
    thresholds: z
      .record(
        filledText,
        z.union([threshold, z.array(threshold)], {
          error: 'an expression such as "p(99)<250" or a list of them'
        }),
        { error: 'a mapping of metrics to expressions' }
      )
      .optional()
  },
  { error: 'a mapping with version, target, scenarios and thresholds' }
)

export type PlanDocument = z.output<typeof planDocument>
export type ScenarioDocument = PlanDocument['scenarios'][string]
export type StepDocument = ScenarioDocument['flow'][number]
export type RequestDocument = NonNullable<StepDocument['request']>
export type ExtractionDocument = NonNullable<StepDocument['extract']>[string]
export type CheckDocument = NonNullable<StepDocument['checks']>[number]
export type ThresholdDocument = z.output<typeof threshold>

/** JSON Schema of the plan document, for editors; `loadgale schema` prints it. */
export function exportJsonSchema(): object {
  return {
    title: 'Loadgale test plan',
    ...z.toJSONSchema(planDocument, { io: 'input', target: 'draft-2020-12' })
  }
}

function compiles(pattern: string): boolean {
  try {
    new RegExp(pattern)
    return true
  } catch {
    return false
  }
}
