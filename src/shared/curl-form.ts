/** A part of a multipart body as curl's `-F` writes it. */
export interface CurlFormPart {
  readonly name: string
  readonly kind: 'value' | 'file'
  /** The value, or the path of the file. */
  readonly content: string
  /** Empty where none is given. */
  readonly filename: string
  readonly contentType: string
}

/** Reads `name=value` or `name=@file`, with `;type=` and, of a file, `;filename=` behind it; null for anything else. */
export function parseCurlFormPart(text: string): CurlFormPart | null {
  const [, name, content = ''] = /^([^=]+)=([^]*)$/.exec(text) ?? []
  if (name === undefined) return null
  const isFile = content.startsWith('@')
  const [rest, contentType] = cutOff(content, isFile ? /;type=([^;]+)/ : /;type=([^;]+)$/)
  if (!isFile) return { name, kind: 'value', content: rest, filename: '', contentType }
  const [path, filename] = cutOff(rest.slice(1), /;filename=([^;]+)/)
  return { name, kind: 'file', content: path, filename: unquoted(filename), contentType }
}

function cutOff(text: string, pattern: RegExp): [rest: string, found: string] {
  return [text.replace(pattern, ''), pattern.exec(text)?.[1] ?? '']
}

function unquoted(text: string): string {
  return text.replace(/^"(.*)"$/s, '$1')
}
