import { z } from 'zod'
import { closestWord } from './closest-word.ts'
import type { DocumentKey } from './document-path.ts'
import {
  EXECUTOR_KINDS,
  planDocument,
  scenarioCommon,
  scenarioDocument,
  type PlanDocument
} from './plan-document.ts'

/** A mistake before its path is written out. */
export interface FoundProblem {
  readonly keys: readonly DocumentKey[]
  readonly message: string
}

export interface CheckedDocument {
  /** The document as typed data; null when its shape is wrong. */
  readonly document: PlanDocument | null
  /** The document with its misspelt keys put right, for the checks that look at several keys together. */
  readonly repaired: unknown
  /** At places of the repaired document, as whatever the later checks find. */
  readonly problems: readonly FoundProblem[]
  /** A problem's place with the keys that the user wrote. */
  readonly asWritten: (problem: FoundProblem) => FoundProblem
}

type Issue = z.core.$ZodIssue

/**
 * Checks the shape of a plan document and returns every problem. A misspelt key is reported once and then read as
 * the key that was meant, so that one typing mistake is one message and what stands under it is checked as well.
 */
export function checkShape(document: unknown): CheckedDocument {
  const repaired = copyJson(document)
  const problems: FoundProblem[] = []
  const originalKeys = new Map<object, Map<string, string>>()
  const asWritten = (problem: FoundProblem): FoundProblem => writtenProblem(problem, repaired, originalKeys)
  for (;;) {
    const result = planDocument.safeParse(repaired)
    if (result.success) {
      return { document: problems.length === 0 ? result.data : null, repaired, problems, asWritten }
    }
    const issues = result.error.issues.flatMap((issue) => flattenUnions(issue, []))
    const repairs = issues.flatMap((issue) => repair(issue, repaired, originalKeys))
    problems.push(...repairs)
    if (repairs.length > 0) continue
    const rest = issues.flatMap((issue) => describeIssue(issue, repaired))
    problems.push(...rest)
    return { document: null, repaired, problems, asWritten }
  }
}

/** Puts one misspelt word right in place and says so; empty when the issue is no spelling mistake. */
function repair(issue: Issue, root: unknown, originalKeys: Map<object, Map<string, string>>): FoundProblem[] {
  const holder = valueAt(root, issue.path.map(plainKey))
  if (issue.code === 'unrecognized_keys' && isRecord(holder)) {
    const known = knownKeys(planDocument, issue.path.map(plainKey), root)
    const repaired: FoundProblem[] = []
    for (const key of issue.keys) {
      const meant = closestWord(key, known)
      if (meant === null || Object.hasOwn(holder, meant)) continue
      repaired.push({ keys: [...issue.path.map(plainKey), key], message: unknownKey(key, known) })
      holder[meant] = holder[key]
      delete holder[key]
      const originals = originalKeys.get(holder) ?? new Map<string, string>()
      originalKeys.set(holder, originals.set(meant, key))
    }
    return repaired
  }
  if (isDiscriminatorIssue(issue) && typeof holder === 'string') {
    const meant = closestWord(holder, EXECUTOR_KINDS)
    const keys = issue.path.map(plainKey)
    const scenario = valueAt(root, keys.slice(0, -1))
    if (meant === null || !isRecord(scenario)) return []
    scenario.executor = meant
    const message = `Found ${describeValue(holder)}, expected ${issue.message}; did you mean "${meant}"?`
    return [{ keys, message }]
  }
  return []
}

function describeIssue(issue: Issue, root: unknown): FoundProblem[] {
  const keys = issue.path.map(plainKey)
  if (issue.code === 'unrecognized_keys') {
    const known = knownKeys(planDocument, keys, root)
    return issue.keys.map((key) => ({ keys: [...keys, key], message: unknownKey(key, known) }))
  }
  if (issue.code === 'invalid_key') {
    const expected = issue.issues[0]?.message ?? 'another name'
    const problem = { keys, message: `Found the name ${JSON.stringify(keys.at(-1))}, expected ${expected}.` }
    // zod does not look at what stands under a wrong name.
    const isScenario = keys.length === 2 && keys[0] === 'scenarios'
    return isScenario ? [problem, ...problemsUnder(keys, root, scenarioDocument)] : [problem]
  }
  const problem = { keys, message: wrongValue(keys, root, issue.message) }
  if (!isDiscriminatorIssue(issue)) return [problem]
  // What every scenario has is checked although the executor, and with it the rest, is unknown.
  return [problem, ...problemsUnder(keys.slice(0, -1), root, z.looseObject(scenarioCommon))]
}

function problemsUnder(keys: readonly DocumentKey[], root: unknown, schema: z.ZodType): FoundProblem[] {
  const { error } = schema.safeParse(valueAt(root, keys))
  const issues = error?.issues.flatMap((issue) => flattenUnions(issue, keys)) ?? []
  return issues.flatMap((issue) => describeIssue(issue, root))
}

function wrongValue(keys: readonly DocumentKey[], root: unknown, expected: string): string {
  const last = keys.at(-1)
  const found = valueAt(root, keys)
  if (last === undefined) return `Found ${describeValue(found)}, expected ${expected}.`
  if (found === undefined) return `"${last}" is missing; expected ${expected}.`
  return `Found ${describeValue(found)}, expected ${expected}.`
}

function unknownKey(key: string, known: readonly string[]): string {
  const meant = closestWord(key, known)
  const rest = meant === null ? `expected one of ${known.join(', ')}.` : `did you mean "${meant}"?`
  return `Unknown key "${key}"; ${rest}`
}

/** A value in words for a message, long text cut. */
function describeValue(value: unknown): string {
  if (typeof value === 'string') {
    const text = value.length > 60 ? `${value.slice(0, 60)}...` : value
    return `the text ${JSON.stringify(text)}`
  }
  if (typeof value === 'number') return `the number ${value}`
  if (typeof value === 'boolean') return String(value)
  if (value === null || value === undefined) return 'an empty value'
  if (Array.isArray(value)) return value.length === 0 ? 'an empty list' : 'a list'
  return 'a mapping'
}

/** A union fails with the issues of all its branches: keeps those of the one branch whose type was right. */
function flattenUnions(issue: Issue, prefix: readonly DocumentKey[]): Issue[] {
  const path = [...prefix, ...issue.path]
  if (issue.code !== 'invalid_union' || isDiscriminatorIssue(issue)) return [{ ...issue, path }]
  const branches = issue.errors.map((branch) => branch.flatMap((inner) => flattenUnions(inner, [])))
  const right = branches.filter((branch) => branch.every((inner) => !isTypeIssue(inner)))
  const only = right[0]
  if (right.length !== 1 || only === undefined) return [{ ...issue, path }]
  return only.map((inner) => ({ ...inner, path: [...path, ...inner.path] }))
}

function isTypeIssue(issue: Issue): boolean {
  return issue.path.length === 0 && (issue.code === 'invalid_type' || issue.code === 'invalid_union')
}

function isDiscriminatorIssue(issue: Issue): boolean {
  return issue.code === 'invalid_union' && issue.path.at(-1) === 'executor' && issue.errors.length === 0
}

/** The keys that the schema knows for the mapping at a path of the document. */
function knownKeys(schema: z.core.$ZodType, keys: readonly DocumentKey[], value: unknown): string[] {
  if (schema instanceof z.ZodOptional) return knownKeys(schema.unwrap(), keys, value)
  if (schema instanceof z.ZodDiscriminatedUnion) {
    const executor = isRecord(value) ? value.executor : undefined
    const fits = schema.options.find(
      (option) => option instanceof z.ZodObject && isLiteral(option.shape.executor, executor)
    )
    const option = fits ?? schema.options[0]
    return option === undefined ? [] : knownKeys(option, keys, value)
  }
  if (schema instanceof z.ZodUnion) {
    return schema.options.flatMap((option) => knownKeys(option, keys, value))
  }
  const [key, ...rest] = keys
  if (schema instanceof z.ZodObject) {
    if (key === undefined) return Object.keys(schema.shape)
    const inner: z.core.$ZodType | undefined = schema.shape[key]
    return inner === undefined ? [] : knownKeys(inner, rest, valueAt(value, [key]))
  }
  if (key === undefined) return []
  if (schema instanceof z.ZodRecord) return knownKeys(schema.valueType, rest, valueAt(value, [key]))
  if (schema instanceof z.ZodArray && typeof key === 'number') {
    return knownKeys(schema.element, rest, valueAt(value, [key]))
  }
  return []
}

function isLiteral(schema: unknown, value: unknown): boolean {
  return schema instanceof z.ZodLiteral && schema.safeParse(value).success
}

function writtenProblem(
  { keys, message }: FoundProblem,
  root: unknown,
  originalKeys: ReadonlyMap<object, ReadonlyMap<string, string>>
): FoundProblem {
  let holder = root
  const written = keys.map((key) => {
    const originals = isRecord(holder) ? originalKeys.get(holder) : undefined
    holder = valueAt(holder, [key])
    return originals?.get(String(key)) ?? key
  })
  return { keys: written, message }
}

export function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

export function valueAt(root: unknown, keys: readonly DocumentKey[]): unknown {
  let value = root
  for (const key of keys) {
    if (Array.isArray(value)) value = typeof key === 'number' ? value[key] : undefined
    else if (isRecord(value) && Object.hasOwn(value, key)) value = value[key]
    else return undefined
  }
  return value
}

function plainKey(key: PropertyKey): DocumentKey {
  return typeof key === 'symbol' ? String(key) : key
}

/** The repairs must not reach the caller's document. */
function copyJson(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(copyJson)
  if (!isRecord(value)) return value
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, copyJson(inner)]))
}
