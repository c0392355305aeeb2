import { LineCounter, parseDocument, type ParseOptions, type SchemaOptions, type YAMLError } from 'yaml'
import type { PlanProblem } from '../../shared/plan/problem.ts'
import { DocumentLines } from './document-lines.ts'

export type PlanReading =
  | {
      readonly ok: true
      readonly document: unknown
      /** 1-based line of a problem's path; null where the text is empty. */
      readonly lineOf: (path: string) => number | null
    }
  | { readonly ok: false; readonly problems: readonly PlanProblem[] }

/** How the text of a plan is understood. */
export const parseOptions: ParseOptions & SchemaOptions & { logLevel: 'error' } = {
  merge: true,
  logLevel: 'error'
}

/**
 * Reads a plan document from YAML or JSON, which YAML includes. Text that is neither gives one problem for each error
 * with its line and column.
 *
 * @param fileName stands in the messages that have no line
 */
export function readPlanText(text: string, fileName: string): PlanReading {
  const lines = new LineCounter()
  const yaml = parseDocument(text, { ...parseOptions, lineCounter: lines })
  if (yaml.errors.length > 0) {
    return { ok: false, problems: yaml.errors.map(describeError) }
  }
  try {
    const document: unknown = yaml.toJS()
    if (isCyclic(document, [])) {
      return refuse(`${fileName} has an alias inside of what it stands for, expected an end to it.`)
    }
    const places = new DocumentLines(yaml, lines)
    return { ok: true, document, lineOf: (path) => places.lineOf(path) }
  } catch (error) {
    // Aliases that do not exist, or that multiply without measure.
    return refuse(`${fileName} cannot be read: ${error instanceof Error ? error.message : String(error)}.`)
  }
}

/** What is said of a document that is no mapping, and so not even a wrong plan. */
export function whyNoPlan(document: unknown, fileName: string): string {
  const found = Array.isArray(document) ? 'a list' : document === null ? 'nothing' : `a ${typeof document}`
  return `${fileName} holds ${found}; expected a mapping with target and scenarios.`
}

function refuse(message: string): PlanReading {
  return { ok: false, problems: [{ path: '', message, line: null }] }
}

function describeError(error: YAMLError): PlanProblem {
  const [position] = error.linePos ?? []
  // The library's message goes on with an excerpt; its first line says it all.
  const what = (error.message.split('\n')[0] ?? '')
    .replace(/ at line \d+, column \d+:?$/, '')
    .replace(/[.:]$/, '')
  const where = position === undefined ? '' : ` at column ${position.col}`
  return {
    path: '',
    message: `This is no valid YAML or JSON${where}: ${what}.`,
    line: position?.line ?? null
  }
}

function isCyclic(value: unknown, above: readonly object[]): boolean {
  if (typeof value !== 'object' || value === null) return false
  if (above.includes(value)) return true
  return Object.values(value).some((inner) => isCyclic(inner, [...above, value]))
}
