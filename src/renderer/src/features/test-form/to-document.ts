import { authToDocument } from './auth-form.ts'
import { bodyToDocument } from './body-form.ts'
import { filled, mapping, number, text, unique } from './document-writing.ts'
import { executorInfo } from './executors.ts'
import type { Rest } from './form-rows.ts'
import { networkToDocument } from './network-form.ts'
import {
  SCENARIO_OPTIONS,
  type CheckForm,
  type ExtractForm,
  type PlanForm,
  type RequestStepForm,
  type ScenarioForm,
  type ScenarioOption,
  type StepForm,
  type ThresholdForm
} from './plan-form.ts'
import { scalarOfText, statusOfText } from './scalar-text.ts'

/** Options whose value is a duration; the others are numbers. */
const TEXTS: readonly ScenarioOption[] = [
  'duration',
  'maxDuration',
  'timeUnit',
  'gracefulRampDown',
  'startTime',
  'gracefulStop',
  'arrival'
]

/**
 * The plan document that the form stands for, whether right or wrong: what is empty is left out, what is no number
 * stays the text that was typed, so that `parsePlan` can name it.
 */
export function toDocument(form: PlanForm): Rest {
  const { headers, timeout, connectTimeout, firstByteTimeout, redirects, cookies, auth } = form.defaults
  const defaults = {
    ...mapping('headers', headers),
    ...authToDocument(auth),
    ...text({ cookies, timeout, connectTimeout, firstByteTimeout }),
    ...number({ redirects }),
    ...form.defaults.rest
  }
  return {
    version: 1,
    ...text({ name: form.name, target: form.target }),
    ...mapping('tags', form.tags),
    ...filled('defaults', defaults),
    ...mapping('variables', form.variables),
    ...networkToDocument(form.network),
    ...text({ warmUp: form.warmUp }),
    scenarios: unique(form.scenarios.map((scenario) => [scenario.name, scenarioOf(scenario)])),
    ...filled('thresholds', thresholdsOf(form.thresholds)),
    ...form.rest
  }
}

function scenarioOf({ executor, options, stages, flow, rest }: ScenarioForm): Rest {
  return {
    executor,
    ...executorOptions(executor, options, stages),
    flow: flow.map(stepOf),
    ...rest
  }
}

/** The options of the chosen executor alone; of an unknown one all that are filled in. */
function executorOptions(
  executor: string,
  options: ScenarioForm['options'],
  stages: ScenarioForm['stages']
): Rest {
  const info = executorInfo(executor)
  const own = info?.fields.map(({ option }) => option) ?? SCENARIO_OPTIONS
  const wanted = SCENARIO_OPTIONS.filter(
    (option) => own.includes(option) || option === 'startTime' || option === 'gracefulStop'
  )
  const values = wanted.map((option) =>
    TEXTS.includes(option) ? text({ [option]: options[option] }) : number({ [option]: options[option] })
  )
  const document: Rest = Object.assign({}, ...values)
  if (info !== null && info.stages !== null) {
    document['stages'] = stages.map(({ duration, target }) => ({
      ...text({ duration }),
      ...number({ target })
    }))
  }
  return document
}

function stepOf(step: StepForm): Rest {
  if (step.kind === 'think') return { think: step.think, ...step.rest }
  const { checks, extract } = step
  return {
    request: requestOf(step),
    ...(extract.length > 0 ? { extract: unique(extract.map(extractionOf)) } : {}),
    ...(checks.length > 0 ? { checks: checks.map(checkOf) } : {}),
    ...step.stepRest
  }
}

function requestOf(step: RequestStepForm): Rest {
  const { name, method, url, timeout, connectTimeout, firstByteTimeout, redirects, unixSocket } = step
  const { expectStatus } = step
  return {
    ...text({ name }),
    ...(step.leavesOutGet && method === 'GET' ? {} : { method }),
    ...text({ url }),
    ...mapping('headers', step.headers),
    ...authToDocument(step.auth),
    ...bodyToDocument(step),
    ...(expectStatus.trim() === '' ? {} : { expectStatus: statusOfText(expectStatus) }),
    ...text({ timeout, connectTimeout, firstByteTimeout, unixSocket }),
    ...number({ redirects }),
    ...step.rest
  }
}

function extractionOf({ variable, kind, source, group, rest }: ExtractForm): [string, Rest] {
  return [variable, { [kind]: source, ...(kind === 'regex' ? number({ group }) : {}), ...rest }]
}

function checkOf(check: CheckForm): Rest {
  return { ...text({ name: check.name }), ...testOf(check), ...check.rest }
}

function testOf({ kind, subject, jsonTest, value }: CheckForm): Rest {
  switch (kind) {
    case 'status':
      return { status: statusOfText(value) }
    case 'jsonpath':
      if (jsonTest === 'equals') return { jsonpath: subject, equals: scalarOfText(value) }
      return { jsonpath: subject, exists: jsonTest === 'exists' }
    case 'bodyContains':
      return { bodyContains: value }
    case 'header':
      return { header: subject, contains: value }
    case 'durationBelow':
      return { durationBelow: value }
  }
}

/** The key of a threshold's row in the document. */
export function metricKey({ metric, filter }: ThresholdForm): string {
  return filter === '' ? metric : `${metric}{${filter}}`
}

function thresholdsOf(rows: readonly ThresholdForm[]): Rest {
  const byMetric = Map.groupBy(rows, metricKey)
  return Object.fromEntries([...byMetric].map(([metric, items]) => [metric, items.map(thresholdOf)]))
}

function thresholdOf({ expression, abortOnFail, delayAbortEval }: ThresholdForm): unknown {
  if (!abortOnFail && delayAbortEval.trim() === '') return expression
  return { threshold: expression, ...(abortOnFail ? { abortOnFail } : {}), ...text({ delayAbortEval }) }
}
