import { closestWord } from './closest-word.ts'
import { isRecord, valueAt, type FoundProblem } from './schema-problems.ts'
import { placedTexts, recordEntries, textAt, type PlacedText, type StepView } from './step-view.ts'
import { BUILTIN_NAMES, parseTemplate } from './template.ts'

const REFERENCE = /\$\{[^}]*\}/g

/** What is wrong with references and URLs: broken templates, unknown variables, relative URLs without a target. */
export function checkReferences(root: unknown, steps: readonly StepView[]): FoundProblem[] {
  return [
    ...checkOutsideTemplates(root),
    ...checkStepTemplates(root, steps),
    ...checkTarget(root),
    ...checkUrls(root, steps)
  ]
}

/** What holds for the whole run may refer to the environment and secrets, not to variables. */
function checkOutsideTemplates(root: unknown): FoundProblem[] {
  const texts = [
    ...placedTexts(valueAt(root, ['variables']), ['variables']),
    ...placedTexts(textAt(root, ['target']), ['target']),
    ...placedTexts(valueAt(root, ['tls']), ['tls']),
    ...placedTexts(valueAt(root, ['proxy']), ['proxy'])
  ]
  return texts.flatMap(({ keys, text }) => {
    const template = parseTemplate(text)
    if (!template.valid) return [{ keys, message: template.message }]
    const inner = template.parts.find((part) => part.kind === 'variable' || part.kind === 'builtin')
    if (inner === undefined) return []
    const message = `"\${${inner.name}}" cannot be used here; expected text, \${env.NAME} or \${secret.NAME}.`
    return [{ keys, message }]
  })
}

function checkStepTemplates(root: unknown, steps: readonly StepView[]): FoundProblem[] {
  const declared = recordEntries(valueAt(root, ['variables'])).map(([name]) => name)
  const defaults = ['headers', 'auth'].flatMap((key) =>
    placedTexts(valueAt(root, ['defaults', key]), ['defaults', key])
  )
  const extracted = new Map<string, string[]>()
  const problems: FoundProblem[] = []
  for (const step of steps) {
    const before = extracted.get(step.scenario) ?? []
    const later = steps
      .filter(({ scenario }) => scenario === step.scenario)
      .flatMap(({ extracts }) => extracts)
    const scope = { known: [...declared, ...before], later }
    for (const text of step.templates) problems.push(...checkTemplate(text, scope))
    extracted.set(step.scenario, [...before, ...step.extracts])
  }
  // A default header or secret is part of every request, also of the first, before anything is extracted.
  for (const text of defaults) problems.push(...checkTemplate(text, { known: declared, later: [] }))
  return problems
}

interface Scope {
  readonly known: readonly string[]
  /** Extracted in the same scenario, at this step or after it. */
  readonly later: readonly string[]
}

function checkTemplate({ keys, text }: PlacedText, scope: Scope): FoundProblem[] {
  const template = parseTemplate(text)
  if (!template.valid) return [{ keys, message: template.message }]
  const unknown = template.parts.flatMap((part) =>
    part.kind === 'variable' && !scope.known.includes(part.name) ? [part.name] : []
  )
  return [...new Set(unknown)].map((name) => ({ keys, message: unknownVariable(name, scope) }))
}

function unknownVariable(name: string, { known, later }: Scope): string {
  if (later.includes(name)) {
    return `The variable "${name}" is used before a step extracts it; expected it in variables or an earlier step.`
  }
  const meant = closestWord(name, [...known, ...BUILTIN_NAMES])
  const rest =
    meant !== null
      ? `did you mean "${meant}"?`
      : `expected one of ${[...known, ...BUILTIN_NAMES].join(', ')}, env.NAME or secret.NAME.`
  return `Unknown variable "${name}"; ${rest}`
}

function checkTarget(root: unknown): FoundProblem[] {
  const target = textAt(root, ['target'])
  if (target === null || target === '') return []
  const behindPath = /[?#].*/s.exec(target.replace(REFERENCE, (reference) => '_'.repeat(reference.length)))
  if (behindPath !== null)
    return [{ keys: ['target'], message: notAppendable(target.slice(behindPath.index)) }]
  if (target.includes('${')) return []
  const expected = 'expected an absolute http or https URL such as "http://127.0.0.1:8080".'
  if (isHttpUrl(target)) return []
  return [
    { keys: ['target'], message: `Found the text ${JSON.stringify(target)}, ${expected}${urlHint(target)}` }
  ]
}

/** @param rest of the target, from the query or the fragment on */
function notAppendable(rest: string): string {
  const [found] = rest.startsWith('#') ? [rest] : rest.split('#', 1)
  return (
    `Found the ${rest.startsWith('#') ? 'fragment' : 'query'} ${JSON.stringify(found)} in the target, ` +
    'expected a URL without query and fragment: the URLs of the steps are appended to it.'
  )
}

function checkUrls(root: unknown, steps: readonly StepView[]): FoundProblem[] {
  const hasTarget = isRecord(root) && root.target !== undefined
  return steps.flatMap(({ keys, url }) => {
    const place = [...keys, 'request', 'url']
    if (url === null || url === '' || !parseTemplate(url).valid) return []
    if (isAbsolute(url)) {
      if (isHttpUrl(sample(url))) return []
      const message = `${JSON.stringify(url)} is no valid http or https URL.${urlHint(url)}`
      return [{ keys: place, message }]
    }
    if (url.startsWith('${')) return []
    if (!hasTarget) {
      const message = `The URL ${JSON.stringify(url)} is relative; expected an absolute URL, or a target in the plan.`
      return [{ keys: place, message }]
    }
    if (isHttpUrl(`http://host/${sample(url)}`)) return []
    return [{ keys: place, message: `${JSON.stringify(url)} is no valid URL.` }]
  })
}

/** The URL as it could be once its references are replaced. */
function sample(url: string): string {
  return url.replace(REFERENCE, '1')
}

/** Whether a URL names its own scheme, so that the target of the plan does not stand before it. */
function isAbsolute(url: string): boolean {
  return /^[a-z][a-z0-9+.-]*:\/\//i.test(url)
}

/** What to write in place of URLs that other programs take; empty for those that are just wrong. */
function urlHint(text: string): string {
  if (/^(http\+)?unix:/i.test(text)) {
    return ' A Unix socket has a key of its own: unixSocket: /path/to.sock, beside an http URL such as "http://localhost".'
  }
  if (!/\[[^\]]*%/.test(text)) return ''
  return ' A URL has no place for the zone of a link-local address (RFC 6874 was never taken up); use another address of the host.'
}

function isHttpUrl(text: string): boolean {
  const url = URL.parse(text)
  return url !== null && (url.protocol === 'http:' || url.protocol === 'https:') && url.hostname !== ''
}
