import { randomBytes } from 'node:crypto'
import { isFieldValue } from '../../../shared/field-value.ts'
import type { PartPlan } from '../../../shared/plan/body-plan.ts'
import { fileType } from '../../../shared/plan/file-type.ts'
import { escapeTemplate } from '../../../shared/plan/template.ts'
import { StreamedBody, type BodyFile, type BodyFiles } from '../http/index.ts'
import type { BodyMaker, MadeBody } from './body-maker.ts'
import type { TextOf } from './compiled-auth.ts'
import { asText, CompiledTemplate, type TemplateScope } from './compiled-template.ts'

/** Nobody guesses or meets so many random bytes by chance, so a file that is not kept needs no look through it. */
const BOUNDARY_BYTES = 18

interface CompiledPart {
  readonly name: CompiledTemplate
  readonly contentType: CompiledTemplate | null
  /** The text of a value, or the name that is sent with a file. */
  readonly text: CompiledTemplate
  readonly file: BodyFile | null
}

/**
 * Compiles a multipart/form-data body as browsers write it (RFC 7578 with the escapes of the HTML standard): names in
 * UTF-8, quotes and line ends in them percent-encoded, values byte for byte.
 *
 * @throws UnresolvedReferenceError for a name of the environment or a secret that has no value
 * @throws Error for a file that cannot be read
 */
export function compileMultipart(
  parts: readonly PartPlan[],
  scope: TemplateScope,
  files: BodyFiles
): BodyMaker {
  const compile = (text: string): CompiledTemplate => CompiledTemplate.compile(text, scope, asText)
  const compiled = parts.map(({ name, contentType, content }): CompiledPart => {
    const type = contentType === null ? null : compile(contentType)
    if (content.kind === 'value') {
      return { name: compile(name), contentType: type, text: compile(content.text), file: null }
    }
    const file = files.open(content.file)
    return {
      name: compile(name),
      contentType: type ?? compile(fileType(file.path)),
      text: compile(content.filename ?? escapeTemplate(fileName(file.path))),
      file
    }
  })
  return new MultipartBody(compiled, files.mostKeptBytes)
}

class MultipartBody implements BodyMaker {
  readonly #parts: readonly CompiledPart[]
  readonly #isStreamed: boolean
  #boundary: string

  constructor(parts: readonly CompiledPart[], mostKeptBytes: number) {
    this.#parts = parts
    const fileBytes = parts.reduce((sum, { file }) => sum + (file?.byteLength ?? 0), 0)
    this.#isStreamed = fileBytes > mostKeptBytes
    this.#boundary = this.#newBoundary()
  }

  get templates(): CompiledTemplate[] {
    return this.#parts.flatMap(({ name, contentType, text }) =>
      contentType === null ? [name, text] : [name, text, contentType]
    )
  }

  make(textOf: TextOf): MadeBody {
    const values = this.#parts.map(({ text, file }) => (file === null ? textOf(text) : ''))
    // A service may send back the boundary that it got, and the plan put it into the next request.
    while (values.some((value) => value.includes(this.#boundary))) this.#boundary = this.#newBoundary()
    const boundary = this.#boundary
    const pieces: (Uint8Array | BodyFile)[] = []
    let text = ''
    this.#parts.forEach((part, index) => {
      text += `--${boundary}\r\n${partHead(part, textOf)}\r\n\r\n${values[index] ?? ''}`
      if (part.file !== null) {
        pieces.push(Buffer.from(text, 'utf8'), part.file)
        text = ''
      }
      text += '\r\n'
    })
    pieces.push(Buffer.from(`${text}--${boundary}--\r\n`, 'utf8'))
    return {
      body: this.#isStreamed ? new StreamedBody(pieces) : Buffer.concat(pieces.map(bytesOf)),
      contentType: `multipart/form-data; boundary=${boundary}`
    }
  }

  #newBoundary(): string {
    let boundary: string
    do boundary = `loadgale-${randomBytes(BOUNDARY_BYTES).toString('hex')}`
    while (!this.#isStreamed && this.#parts.some(({ file }) => file?.bytes().includes(boundary) === true))
    return boundary
  }
}

function partHead({ name, contentType, text, file }: CompiledPart, textOf: TextOf): string {
  const named = `Content-Disposition: form-data; name="${quoted(textOf(name))}"`
  const disposition = file === null ? named : `${named}; filename="${quoted(textOf(text))}"`
  if (contentType === null) return disposition
  const type = textOf(contentType)
  if (!isFieldValue(type)) {
    throw new Error(`the content type of the part ${textOf(name)} holds a line end or a control character`)
  }
  return `${disposition}\r\nContent-Type: ${type}`
}

/** HTML standard, "multipart/form-data encoding algorithm". */
function quoted(name: string): string {
  return name.replaceAll('"', '%22').replaceAll('\r', '%0D').replaceAll('\n', '%0A')
}

function fileName(path: string): string {
  return path.slice(Math.max(path.lastIndexOf('/'), path.lastIndexOf('\\')) + 1)
}

function bytesOf(piece: Uint8Array | BodyFile): Uint8Array {
  return piece instanceof Uint8Array ? piece : piece.bytes()
}
