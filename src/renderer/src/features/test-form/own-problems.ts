import { findJsonMistake } from './json-mistake.ts'
import type { PairForm } from './form-rows.ts'
import type { PlanForm, RequestStepForm, StepForm } from './plan-form.ts'
import { join, type FieldId } from './problem-fields.ts'

/** What a form can hold and a plan document cannot: names given twice, JSON that is none. */
export interface OwnProblem {
  readonly field: FieldId
  readonly message: string
}

export function findOwnProblems(form: PlanForm): OwnProblem[] {
  return [
    ...twice(form.variables, 'variables', 'variable'),
    ...twice(form.tags, 'tags', 'tag'),
    ...twice(form.defaults.headers, 'defaults.headers', 'header'),
    ...twice(form.network.hosts, 'hosts', 'host'),
    ...repeated(form.scenarios.map(({ name }) => name)).map((index) => ({
      field: join('scenarios', index, 'name'),
      message: 'Another scenario has this name; expected a name of its own.'
    })),
    ...form.scenarios.flatMap(({ flow }, scenario) =>
      flow.flatMap((step, index) => stepProblems(step, join('scenarios', scenario, 'flow', index)))
    )
  ]
}

function stepProblems(step: StepForm, field: FieldId): OwnProblem[] {
  if (step.kind === 'think') return []
  return [
    ...twice(step.headers, join(field, 'headers'), 'header'),
    ...repeated(step.extract.map(({ variable }) => variable)).map((index) => ({
      field: join(field, 'extract', index, 'variable'),
      message: 'Another row of this step extracts this variable; expected each once.'
    })),
    ...bodyProblems(step, field)
  ]
}

function bodyProblems({ bodyKind, body }: RequestStepForm, field: FieldId): OwnProblem[] {
  if (bodyKind !== 'json') return []
  const message = jsonProblem(body)
  return message === null ? [] : [{ field: join(field, 'body'), message }]
}

/** What is wrong with a JSON text, with its line; null when nothing is. */
export function jsonProblem(text: string): string | null {
  if (text.trim() === '') return 'The JSON is empty; expected a value such as {} or no body.'
  const mistake = findJsonMistake(text)
  if (mistake === null) return null
  const line = text.slice(0, mistake.at).split('\n').length
  const found = text.slice(mistake.at).startsWith('${')
    ? 'Found a reference outside of quotes, expected "${name}"'
    : `Found ${mistake.at >= text.length ? 'the end' : JSON.stringify(text.charAt(mistake.at))}, expected ${mistake.expected}`
  return `${found} on line ${line} of the JSON.`
}

function twice(pairs: readonly PairForm[], field: FieldId, what: string): OwnProblem[] {
  return repeated(pairs.map(({ name }) => name)).map((index) => ({
    field: join(field, index, 'name'),
    message: `Another row has this name; expected each ${what} once.`
  }))
}

/** The positions of names that stand further above already. Empty ones are another matter. */
function repeated(names: readonly string[]): number[] {
  return names.flatMap((name, index) => (name !== '' && names.indexOf(name) < index ? [index] : []))
}
