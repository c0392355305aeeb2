import type { FormDocument, MultipartDocument, PartDocument } from './body-document.ts'
import type { BodyPlan, PartContent, PartPlan } from './body-plan.ts'
import type { DocumentKey } from './document-path.ts'
import { formEncoded } from './form-encoding.ts'
import type { RequestDocument } from './plan-document.ts'
import { escapeTemplate, fillVariables, parseTemplate } from './template.ts'

type Variables = Readonly<Record<string, string | number | boolean>>

/**
 * The body of a request that was found right; null for none.
 *
 * @param variables of the plan, which may stand in the paths of files: those are looked up before the run
 */
export function resolveBody(request: RequestDocument, variables: Variables): BodyPlan | null {
  const { body, json, form, multipart, bodyFile } = request
  if (json !== undefined) return { kind: 'json', text: JSON.stringify(json) }
  if (form !== undefined) return { kind: 'form', text: formText(form) }
  if (multipart !== undefined) return { kind: 'multipart', parts: resolveParts(multipart, variables) }
  if (bodyFile !== undefined) return { kind: 'file', file: fillVariables(bodyFile, variables) }
  return body === undefined ? null : { kind: 'text', text: body }
}

/** The application/x-www-form-urlencoded serializer of the URL standard, with references left for later. */
function formText(form: FormDocument): string {
  const fields = Object.entries(form).flatMap(([name, value]) =>
    (Array.isArray(value) ? value : [value]).map(
      (item) => `${formEncoded(name)}=${formTemplate(String(item))}`
    )
  )
  return fields.join('&')
}

function formTemplate(value: string): string {
  const template = parseTemplate(value)
  const parts = template.valid ? template.parts : []
  return parts
    .map((part) => {
      if (part.kind === 'text') return formEncoded(part.text)
      const prefix = part.kind === 'env' || part.kind === 'secret' ? `${part.kind}.` : ''
      return `\${${prefix}${part.name}}`
    })
    .join('')
}

function resolveParts(parts: MultipartDocument, variables: Variables): PartPlan[] {
  if (Array.isArray(parts)) {
    return parts.map(({ name, ...part }, index) => resolvePart(index, name, part, variables))
  }
  // As in form and json, the name that is a key is no template.
  return Object.entries(parts).map(([name, part]) => resolvePart(name, escapeTemplate(name), part, variables))
}

function resolvePart(key: DocumentKey, name: string, part: PartDocument, variables: Variables): PartPlan {
  const {
    value,
    file,
    filename = null,
    contentType = null
  } = typeof part === 'object' ? part : { value: part }
  const content: PartContent =
    file === undefined
      ? { kind: 'value', text: String(value ?? '') }
      : { kind: 'file', file: fillVariables(file, variables), filename }
  return { key, name, contentType, content }
}
