import type { CheckPlan } from '../../../shared/plan/plan.ts'
import { statusIsExpected } from '../../../shared/plan/status-ranges.ts'
import { compileJsonQuery } from './json-query.ts'
import type { ResponseReader } from './response-reader.ts'

export interface CompiledCheck {
  readonly slot: number
  readonly needsHead: boolean
  readonly needsBody: boolean
  holds(response: ResponseReader): boolean
}

export function compileCheck({ slot, test }: CheckPlan): CompiledCheck {
  const needs = { slot, needsHead: false, needsBody: false }
  switch (test.kind) {
    case 'status':
      return { ...needs, holds: (response) => statusIsExpected(response.status, test.ranges) }
    case 'duration-below':
      return { ...needs, holds: (response) => response.serviceMs < test.limitMs }
    case 'header-contains':
      return {
        ...needs,
        needsHead: true,
        holds: (response) => response.header(test.name)?.includes(test.text) ?? false
      }
    case 'body-contains': {
      const text = Buffer.from(test.text, 'utf8')
      return { ...needs, needsBody: true, holds: (response) => response.bodyIncludes(text) }
    }
    case 'jsonpath-exists': {
      const query = compileJsonQuery(test.path)
      const holds = (response: ResponseReader): boolean =>
        (query.first(response.json) !== undefined) === test.exists
      return { ...needs, needsBody: true, holds }
    }
    case 'jsonpath-equals': {
      const query = compileJsonQuery(test.path)
      return { ...needs, needsBody: true, holds: (response) => query.first(response.json) === test.value }
    }
  }
}
