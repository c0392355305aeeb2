import type { DocumentKey } from './document-path.ts'
import { fileType } from './file-type.ts'

/** What a request sends behind its head. All texts are templates. */
export type BodyPlan =
  /** JSON and form bodies are serialised already; the values of their references are written as their kind asks. */
  | { readonly kind: 'text' | 'json' | 'form'; readonly text: string }
  | { readonly kind: 'multipart'; readonly parts: readonly PartPlan[] }
  | { readonly kind: 'file'; readonly file: string }

/** One part of a multipart body (RFC 7578). */
export interface PartPlan {
  /** Where it stands among the parts of the document. */
  readonly key: DocumentKey
  readonly name: string
  /** Null sends none for a value, and the one that the name of a file tells. */
  readonly contentType: string | null
  readonly content: PartContent
}

export type PartContent =
  | { readonly kind: 'value'; readonly text: string }
  /** `filename` null is the last part of the path. */
  | { readonly kind: 'file'; readonly file: string; readonly filename: string | null }

/** The content type that a body has where no header says otherwise; that of multipart is made with its boundary. */
export function contentTypeOf(body: BodyPlan | null): string | null {
  switch (body?.kind) {
    case 'json':
      return 'application/json'
    case 'form':
      return 'application/x-www-form-urlencoded'
    case 'file':
      return fileType(body.file)
    default:
      return null
  }
}

/** The texts in which references are replaced; paths of files are among those of `bodyFiles`. */
export function bodyTemplates(body: BodyPlan | null): string[] {
  if (body === null || body.kind === 'file') return []
  if (body.kind !== 'multipart') return [body.text]
  return body.parts.flatMap(({ name, contentType, content }) => [
    name,
    contentType ?? '',
    content.kind === 'value' ? content.text : (content.filename ?? '')
  ])
}

/** The files that a body sends, with their places below the request. */
export function bodyFiles(body: BodyPlan | null): { keys: readonly DocumentKey[]; file: string }[] {
  if (body?.kind === 'file') return [{ keys: ['bodyFile'], file: body.file }]
  if (body?.kind !== 'multipart') return []
  return body.parts.flatMap(({ key, content }) =>
    content.kind === 'file' ? [{ keys: ['multipart', key, 'file'], file: content.file }] : []
  )
}
