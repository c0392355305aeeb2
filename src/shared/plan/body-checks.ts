import type { DocumentKey } from './document-path.ts'
import { oneOf } from './one-of.ts'
import { isRecord, valueAt, type FoundProblem } from './schema-problems.ts'
import { recordEntries, type PlacedText, type StepView } from './step-view.ts'
import { parseTemplate } from './template.ts'

const BODY_KEYS = ['body', 'json', 'form', 'multipart', 'bodyFile']

/** What several keys of a body tell together, and references in paths, which have to be known before the run. */
export function checkBodies(root: unknown, steps: readonly StepView[]): FoundProblem[] {
  const declared = recordEntries(valueAt(root, ['variables'])).map(([name]) => name)
  return steps.flatMap(({ keys, files, scenario }) => {
    const extracted = steps.filter((step) => step.scenario === scenario).flatMap(({ extracts }) => extracts)
    const known = declared.filter((name) => !extracted.includes(name))
    return [
      ...checkKinds([...keys, 'request'], valueAt(root, [...keys, 'request'])),
      ...files.flatMap((file) => checkPath(file, known))
    ]
  })
}

function checkKinds(keys: readonly DocumentKey[], request: unknown): FoundProblem[] {
  if (!isRecord(request)) return []
  const present = BODY_KEYS.filter((key) => request[key] !== undefined)
  const [first, second = ''] = present
  const both =
    present.length === 2
      ? `both ${first} and ${second}`
      : `${present.slice(0, -1).join(', ')} and ${present.at(-1)}`
  const problems: FoundProblem[] =
    present.length < 2 ? [] : [{ keys: [...keys, second], message: `Found ${both}, expected one.` }]
  return request.multipart === undefined ? problems : [...problems, ...checkMultipart(keys, request)]
}

function checkMultipart(keys: readonly DocumentKey[], request: Record<string, unknown>): FoundProblem[] {
  const { multipart, headers } = request
  const parts: (readonly [key: DocumentKey, part: unknown])[] = Array.isArray(multipart)
    ? multipart.map((part: unknown, index) => [index, part])
    : recordEntries(multipart)
  const types = recordEntries(headers).filter(([name]) => name.toLowerCase() === 'content-type')
  return [
    ...types.map(([name]) => ({
      keys: [...keys, 'headers', name],
      message: `"${name}" stands beside multipart, whose type is made with its boundary; expected none.`
    })),
    ...parts.flatMap(([key, part]) => (isRecord(part) ? checkPart([...keys, 'multipart', key], part) : []))
  ]
}

function checkPart(keys: readonly DocumentKey[], part: Record<string, unknown>): FoundProblem[] {
  const problems = oneOf(keys, part, ['value', 'file'])
  if (part.filename === undefined || part.file !== undefined || problems.length > 0) return problems
  return [
    { keys: [...keys, 'filename'], message: '"filename" stands without file, expected it beside file.' }
  ]
}

/** Files are looked up before the run, so nothing in their paths may differ between iterations. */
function checkPath({ keys, text }: PlacedText, known: readonly string[]): FoundProblem[] {
  const template = parseTemplate(text)
  if (!template.valid) return [{ keys, message: template.message }]
  const unusable = template.parts.flatMap((part) =>
    part.kind === 'builtin' || (part.kind === 'variable' && !known.includes(part.name)) ? [part.name] : []
  )
  return [...new Set(unusable)].map((name) => ({
    keys,
    message: `"\${${name}}" cannot be used in the path of a file; expected text, \${env.NAME} or a variable of the plan that no step extracts.`
  }))
}
