import type { ExtractionPlan } from '../../../shared/plan/plan.ts'
import type { VariableTable } from './iteration-values.ts'
import { compileJsonQuery } from './json-query.ts'
import type { ResponseReader } from './response-reader.ts'

export interface CompiledExtraction {
  /** Position of the variable. */
  readonly variable: number
  readonly needsHead: boolean
  readonly needsBody: boolean
  /** The value, or null when the response does not have it. */
  read(response: ResponseReader): string | null
}

export function compileExtraction(plan: ExtractionPlan, variables: VariableTable): CompiledExtraction {
  const variable = variables.indexOf(plan.variable)
  const { source } = plan
  switch (source.kind) {
    case 'header':
      return {
        variable,
        needsHead: true,
        needsBody: false,
        read: (response) => response.header(source.name) ?? null
      }
    case 'regex': {
      const pattern = new RegExp(source.pattern)
      const read = (response: ResponseReader): string | null =>
        pattern.exec(response.text)?.[source.group] ?? null
      return { variable, needsHead: false, needsBody: true, read }
    }
    case 'jsonpath': {
      const query = compileJsonQuery(source.path)
      const read = (response: ResponseReader): string | null => asText(query.first(response.json))
      return { variable, needsHead: false, needsBody: true, read }
    }
  }
}

/** A text as it is, any other JSON value as JSON; null and absence are no value. */
function asText(value: unknown): string | null {
  if (value === undefined || value === null) return null
  return typeof value === 'string' ? value : JSON.stringify(value)
}
