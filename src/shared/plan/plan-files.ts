import { bodyFiles } from './body-plan.ts'
import { formatDocumentPath, type DocumentKey } from './document-path.ts'
import type { Plan } from './plan.ts'

/** A file that a plan names. */
export interface PlanFileReference {
  /** Its place in the plan document, e.g. `tls.ca[1]`. */
  readonly place: string
  /** The path as the plan has it: a template that may refer to the environment. */
  readonly file: string
  /** What the file should hold, as it follows "expected" in a message. */
  readonly expected: string
  /** `text` is small and read before the run; of `stream` only size and path are looked up, for whoever sends it. */
  readonly use: 'text' | 'stream'
}

/** A file of a plan as it was found before the run. */
export interface PlanFile {
  /** Absolute. */
  readonly path: string
  readonly bytes: number
  /** Null for a file that is streamed. */
  readonly text: string | null
}

/**
 * The files of a plan by the path that the plan has for each. Like the values of `${env.NAME}` they go to the lanes and
 * are never saved: the plan keeps the paths alone.
 */
export type PlanFiles = Readonly<Record<string, PlanFile>>

/** Every file that a plan names, in the order of the document; one that is named twice comes twice. */
export function planFileReferences(plan: Plan): PlanFileReference[] {
  return [...tlsFiles(plan), ...sentFiles(plan)]
}

function sentFiles({ scenarios }: Plan): PlanFileReference[] {
  return scenarios.flatMap(({ name, flow }) =>
    flow.flatMap((step, index) => {
      const keys = ['scenarios', name, 'flow', index, 'request']
      const files = step.kind === 'request' ? bodyFiles(step.body) : []
      return files.map(({ keys: below, file }) => ({
        place: formatDocumentPath([...keys, ...below]),
        file,
        expected: 'a file to send',
        use: 'stream' as const
      }))
    })
  )
}

function tlsFiles({ tls }: Plan): PlanFileReference[] {
  if (tls === undefined) return []
  const pem = (keys: readonly DocumentKey[], file: string, content: string): PlanFileReference => ({
    place: formatDocumentPath(['tls', ...keys]),
    file,
    expected: `${content} in PEM`,
    use: 'text'
  })
  const { ca, cert, key } = tls
  return [
    ...ca.map((file, index) => pem(ca.length === 1 ? ['ca'] : ['ca', index], file, 'certificates')),
    ...(cert === null ? [] : [pem(['cert'], cert, 'a certificate')]),
    // A key in the file of its certificate is no second file.
    ...(key === null || key === cert ? [] : [pem(['key'], key, 'a private key')])
  ]
}
