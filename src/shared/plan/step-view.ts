import type { DocumentKey } from './document-path.ts'
import { isRecord, valueAt } from './schema-problems.ts'
import { splitUserInfo } from './url-user-info.ts'

/**
 * What the checks across keys need of a request step, read from a document whose shape may be wrong in places: a
 * part of the wrong type reads as absent, since its own message stands already.
 */
export interface StepView {
  readonly scenario: string
  readonly keys: readonly DocumentKey[]
  /** Explicit or by default the URL template; null when both are unusable. */
  readonly name: string | null
  readonly method: string
  readonly url: string | null
  /** Every text in which references are replaced. */
  readonly templates: readonly PlacedText[]
  /** The paths of the files that it sends. */
  readonly files: readonly PlacedText[]
  /** Variables that the step extracts from its response. */
  readonly extracts: readonly string[]
  readonly jsonPaths: readonly PlacedText[]
}

export interface PlacedText {
  readonly keys: readonly DocumentKey[]
  readonly text: string
}

/** The request steps of every scenario in the order of the document. */
export function viewSteps(root: unknown): StepView[] {
  return recordEntries(valueAt(root, ['scenarios'])).flatMap(([scenario, value]) =>
    listAt(value, ['flow']).flatMap((step, index) => {
      const keys = ['scenarios', scenario, 'flow', index]
      return isRecord(step) && isRecord(step.request) ? [viewStep(scenario, keys, step)] : []
    })
  )
}

function viewStep(scenario: string, keys: readonly DocumentKey[], step: Record<string, unknown>): StepView {
  const url = textAt(step, ['request', 'url'])
  const method = textAt(step, ['request', 'method']) ?? 'GET'
  const partKeys = [...keys, 'request', 'multipart']
  const parts = placedTexts(valueAt(step, ['request', 'multipart']), partKeys)
  const isFileOfPart = (part: PlacedText): boolean =>
    part.keys.length === partKeys.length + 2 && part.keys.at(-1) === 'file'
  return {
    scenario,
    keys,
    name: textAt(step, ['request', 'name']) ?? (url === null ? null : splitUserInfo(url).url),
    method: method.toUpperCase(),
    url,
    templates: [
      ...placedTexts(url, [...keys, 'request', 'url']),
      ...placedTexts(valueAt(step, ['request', 'headers']), [...keys, 'request', 'headers']),
      ...placedTexts(valueAt(step, ['request', 'auth']), [...keys, 'request', 'auth']),
      ...placedTexts(textAt(step, ['request', 'body']), [...keys, 'request', 'body']),
      ...placedTexts(valueAt(step, ['request', 'json']), [...keys, 'request', 'json']),
      ...placedTexts(valueAt(step, ['request', 'form']), [...keys, 'request', 'form']),
      ...parts.filter((part) => !isFileOfPart(part))
    ],
    files: [
      ...placedTexts(textAt(step, ['request', 'bodyFile']), [...keys, 'request', 'bodyFile']),
      ...parts.filter(isFileOfPart)
    ],
    extracts: recordEntries(step.extract).map(([variable]) => variable),
    jsonPaths: [
      ...recordEntries(step.extract).flatMap(([variable, source]) =>
        placedTexts(textAt(source, ['jsonpath']), [...keys, 'extract', variable, 'jsonpath'])
      ),
      ...listAt(step, ['checks']).flatMap((check, index) =>
        placedTexts(textAt(check, ['jsonpath']), [...keys, 'checks', index, 'jsonpath'])
      )
    ]
  }
}

/** Every text inside a JSON value; the names of its keys are no templates. */
export function placedTexts(value: unknown, keys: readonly DocumentKey[]): PlacedText[] {
  if (typeof value === 'string') return [{ keys, text: value }]
  if (Array.isArray(value)) return value.flatMap((item, index) => placedTexts(item, [...keys, index]))
  return recordEntries(value).flatMap(([key, inner]) => placedTexts(inner, [...keys, key]))
}

export function recordEntries(value: unknown): [key: string, value: unknown][] {
  return isRecord(value) ? Object.entries(value) : []
}

function listAt(root: unknown, keys: readonly DocumentKey[]): readonly unknown[] {
  const value = valueAt(root, keys)
  return Array.isArray(value) ? value : []
}

export function textAt(root: unknown, keys: readonly DocumentKey[]): string | null {
  const value = valueAt(root, keys)
  return typeof value === 'string' ? value : null
}
