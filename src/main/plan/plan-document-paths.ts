import { isAbsolute, join, relative, sep } from 'node:path'
import { isRecord } from '../../shared/plan/schema-problems.ts'

/**
 * The paths of the files that a plan document names, changed from those of one folder to those of another place. A
 * relative path begins in the folder of its plan file: a plan that is opened in the editor stands in none, so there its
 * paths are absolute, and become relative again where it is saved.
 */

/** A copy of the document with every relative path made absolute; any document will do, right or wrong. */
export function withAbsolutePaths(document: unknown, folder: string): unknown {
  return withPaths(document, (path) => {
    // What a reference stands for may be absolute.
    if (path === '' || isAbsolute(path) || path.startsWith('${')) return path
    return join(asTemplate(folder), path)
  })
}

/** A document of the history for the editor; where nobody knows its folder, it stays as it is. */
export function documentForEditor(saved: {
  readonly document: unknown
  readonly folder: string | null
}): unknown {
  return saved.folder === null ? saved.document : withAbsolutePaths(saved.document, saved.folder)
}

/** A copy of the document in which the files of the folder, or of one below, have relative paths. */
export function withRelativePaths(document: unknown, folder: string): unknown {
  return withPaths(document, (path) => {
    if (!isAbsolute(path)) return path
    const within = relative(asTemplate(folder), path)
    const isOutside = within === '' || within === '..' || within.startsWith(`..${sep}`) || isAbsolute(within)
    // At the start of a path a reference would be one.
    return isOutside || within.startsWith('${') ? path : within
  })
}

/** A path that is no template, as one. */
function asTemplate(path: string): string {
  return path.replaceAll('${', () => '$${')
}

type Change = (value: unknown) => unknown

/** Every place at which `planFileReferences` finds a file. */
function withPaths(document: unknown, change: (path: string) => string): unknown {
  const path: Change = (value) => (typeof value === 'string' ? change(value) : value)
  const part: Change = (value) => within(value, { file: path })
  const request: Change = (value) =>
    within(value, { bodyFile: path, multipart: (parts) => each(parts, part) })
  const step: Change = (value) => within(value, { request })
  const scenario: Change = (value) => within(value, { flow: (flow) => each(flow, step) })
  const tls: Change = (value) => within(value, { ca: (files) => each(files, path), cert: path, key: path })
  return within(document, { tls, scenarios: (scenarios) => each(scenarios, scenario) })
}

/** A mapping with some of its values changed; anything else is left as it is. */
function within(value: unknown, changes: Readonly<Record<string, Change>>): unknown {
  if (!isRecord(value)) return value
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, changes[key]?.(item) ?? item]))
}

/** The items of a list, the values of a mapping, or the value itself. */
function each(value: unknown, change: Change): unknown {
  if (Array.isArray(value)) return value.map(change)
  if (!isRecord(value)) return change(value)
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, change(item)]))
}
