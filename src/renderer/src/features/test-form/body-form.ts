import { isRecord } from '../../../../shared/plan/schema-problems.ts'
import { isScalar } from './document-reading.ts'
import { newId, newPair, type PairForm, type Rest } from './form-rows.ts'
import { textOf } from './scalar-text.ts'

export const BODY_KINDS = ['none', 'json', 'text', 'form', 'multipart', 'file'] as const
export type BodyKind = (typeof BODY_KINDS)[number]

export const PART_KINDS = ['value', 'file'] as const
type PartKind = (typeof PART_KINDS)[number]

/** A row of a multipart body. */
export interface PartForm {
  id: string
  name: string
  kind: PartKind
  /** The value, or the path of the file. */
  content: string
  filename: string
  contentType: string
}

/** Holds the body of every kind, so that choosing another and back loses nothing. */
export interface BodyForm {
  bodyKind: BodyKind
  /** The text of the body or of the JSON, whichever is chosen. */
  body: string
  /** The fields of a form; a name with several values has a row for each. */
  fields: PairForm[]
  parts: PartForm[]
  /** The document had the parts as a mapping, and has them so again as long as it can. */
  partsAreMapping: boolean
  bodyFile: string
}

export function newBody(): BodyForm {
  return { bodyKind: 'none', body: '', fields: [], parts: [], partsAreMapping: false, bodyFile: '' }
}

export function newPart(part: Partial<Omit<PartForm, 'id'>> = {}): PartForm {
  return { id: newId(), name: '', kind: 'value', content: '', filename: '', contentType: '', ...part }
}

/** The keys of the request in a document that `bodyToForm` may read. */
export const BODY_KEYS = ['body', 'json', 'form', 'multipart', 'bodyFile'] as const

/** The body of a request in a document; what no control can show goes into `rest`, and so back into the document. */
export function bodyToForm(request: Rest): { readonly form: BodyForm; readonly rest: Rest } {
  const given = Object.fromEntries(
    BODY_KEYS.flatMap((key) => (request[key] === undefined ? [] : [[key, request[key]]]))
  )
  const { body, json, form, multipart, bodyFile } = given
  const fields = fieldsOf(form)
  const parts = partsOf(multipart)
  // Two of them is a mistake that the validation names.
  if (json !== undefined) {
    const text = JSON.stringify(json, null, 2)
    return { form: { ...newBody(), bodyKind: 'json', body: text }, rest: without(given, 'json') }
  }
  if (body !== undefined) {
    return { form: { ...newBody(), bodyKind: 'text', body: textOf(body) }, rest: without(given, 'body') }
  }
  if (fields !== null)
    return { form: { ...newBody(), bodyKind: 'form', fields }, rest: without(given, 'form') }
  if (parts !== null) {
    const partsAreMapping = isRecord(multipart)
    return {
      form: { ...newBody(), bodyKind: 'multipart', parts, partsAreMapping },
      rest: without(given, 'multipart')
    }
  }
  if (typeof bodyFile === 'string') {
    return { form: { ...newBody(), bodyKind: 'file', bodyFile }, rest: without(given, 'bodyFile') }
  }
  return { form: newBody(), rest: given }
}

/** The keys of the request in the document for the chosen kind. */
export function bodyToDocument(form: BodyForm): Rest {
  const { bodyKind, body, fields, bodyFile } = form
  switch (bodyKind) {
    case 'none':
      return {}
    case 'text':
      return { body }
    case 'json':
      return { json: jsonOf(body) }
    case 'form':
      return { form: formOf(fields) }
    case 'multipart':
      return { multipart: multipartOf(form) }
    case 'file':
      return { bodyFile }
  }
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    // `findOwnProblems` names the mistake; the text keeps its references in sight of the validation.
    return text
  }
}

function formOf(fields: readonly PairForm[]): Rest {
  const filled = fields.filter(({ name, value }) => name !== '' || value !== '')
  const byName = Map.groupBy(filled, ({ name }) => name)
  return Object.fromEntries(
    [...byName].map(([name, rows]) => {
      const values = rows.map(({ value }) => value)
      return [name, values.length === 1 ? values[0] : values]
    })
  )
}

/** A name that is a key is no template and stands once. */
function multipartOf({ parts, partsAreMapping }: BodyForm): unknown {
  const keys = parts.map(({ name }) => name.replaceAll('$${', () => '${'))
  const fits = parts.every(({ name }) => name !== '' && !/(?<!\$)\$\{/.test(name))
  if (!partsAreMapping || !fits || new Set(keys).size < keys.length) return parts.map(partOf)
  return Object.fromEntries(parts.map((part, index) => [keys[index], without(partOf(part), 'name')]))
}

function partOf({ name, kind, content, filename, contentType }: PartForm): Rest {
  return {
    name,
    [kind]: content,
    ...(kind === 'file' && filename !== '' && { filename }),
    ...(contentType !== '' && { contentType })
  }
}

function fieldsOf(value: unknown): PairForm[] | null {
  if (!isRecord(value)) return null
  const entries = Object.entries(value).map(
    ([name, given]) => [name, Array.isArray(given) ? given : [given]] as const
  )
  const isRow = (name: string, item: unknown): boolean => isScalar(item) && (name !== '' || item !== '')
  if (entries.some(([name, values]) => values.length === 0 || !values.every((item) => isRow(name, item))))
    return null
  return entries.flatMap(([name, values]) => values.map((item: unknown) => newPair(name, textOf(item))))
}

function partsOf(value: unknown): PartForm[] | null {
  if (Array.isArray(value)) {
    const parts = value.map((part: unknown) =>
      isRecord(part) && typeof part['name'] === 'string' ? partForm(part['name'], part) : null
    )
    return parts.every((part) => part !== null) ? parts : null
  }
  if (!isRecord(value)) return null
  // A name that is a key is no template, and that of a row is one.
  const parts = Object.entries(value).map(([key, part]) =>
    partForm(
      key.replaceAll('${', () => '$${'),
      isScalar(part) ? { value: part } : part
    )
  )
  return parts.every((part) => part !== null) ? parts : null
}

/** Null for a part that a row cannot show as it is. */
function partForm(name: string, part: unknown): PartForm | null {
  if (!isRecord(part)) return null
  const { value, file, filename, contentType, ...others } = without(part, 'name')
  const texts = [file, filename, contentType].every((text) => text === undefined || typeof text === 'string')
  const isOne = (value === undefined) !== (file === undefined)
  if (!texts || !isOne || Object.keys(others).length > 0) return null
  if (value !== undefined && (!isScalar(value) || filename !== undefined)) return null
  return newPart({
    ...{ name, kind: file === undefined ? 'value' : 'file', content: textOf(value ?? file) },
    ...{ filename: textOf(filename), contentType: textOf(contentType) }
  })
}

function without(record: Rest, key: string): Rest {
  return Object.fromEntries(Object.entries(record).filter(([other]) => other !== key))
}
