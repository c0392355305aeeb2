import type { ResponseLimits } from '../../../src/main/engine/http/response-limits.ts'

/** What the reference says of a response that was read to its end. */
export interface ReferenceResponse {
  readonly statusCode: number
  readonly contentLength: number
  readonly chunked: boolean
  readonly closeDelimited: boolean
  readonly upgrade: boolean
  readonly keepAlive: boolean
  readonly interimCount: number
  readonly headers: readonly (readonly [name: string, value: string])[]
  readonly body: string
}

export interface ReferenceReading {
  readonly responses: readonly ReferenceResponse[]
  /** The public error code, null where the stream holds whole responses only. */
  readonly error: string | null
}

/** Ends the reading with a public error code. No error: nobody reads its stack, which would be a sixth of each case. */
class Refusal {
  readonly code: string

  constructor(code: string) {
    this.code = code
  }
}

/** The text is a beginning: at the end of the stream that is a truncated response. */
class Incomplete {}

const TOKEN = "[!#$%&'*+.^_`|~0-9A-Za-z-]"
const VALUE = '[\\t\\x20-\\x7e\\x80-\\xff]'
const STATUS_LINE = /^HTTP\/(1\.0|1\.1|2\.0|0\.9) ([1-9]\d\d)(?: [^\r\n]*)?\r\n$/
const FIELD_LINE = new RegExp(`^(${TOKEN}+):[ \\t]*(${VALUE}*)\\r\\n$`)
const EXTENSION = `[ \\t]*;[ \\t]*(?![ \\t\\r])${TOKEN}*(?:[ \\t]*=[ \\t]*${TOKEN}*(?:"(?:[\\t\\x20\\x21\\x23-\\x5b\\x5d-\\x7e\\x80-\\xff]|\\\\${VALUE})*")?)?`
const CHUNK_LINE = new RegExp(`^([0-9A-Fa-f]{1,16})((?:${EXTENSION})*)\\r\\n$`)

/** What a beginning of each kind of line can go on with. */
/** The version is judged when both of its digits are there. */
const OPEN_VERSION = /^HTTP\/\d\.?$/
const STATUS_LINE_ENDS = ['HTTP/1.1 100 \r\n', 'HTTP/2.0 100 \r\n', 'HTTP/0.9 100 \r\n'].flatMap((line) =>
  Array.from(line, (_, index) => line.slice(index))
)
const FOLDED_LINE = new RegExp(`^[ \\t]+(${VALUE}*)\\r\\n$`)
const FIELD_LINE_ENDS = ['a:\r\n', ':\r\n', ': 0\r\n', '0\r\n', '\r\n', '\n']
const STEERING = /^(?:content-length|transfer-encoding|connection|proxy-connection)$/i
const CHUNK_LINE_ENDS = [';a\r\n', '0\r\n', '\r\n', '\n', 'a\r\n', '"\r\n', 'a"\r\n']

/** The fields that decide where a response ends, over the lines of its head and its trailers. */
class Fields {
  list: (readonly [name: string, value: string])[] = []
  lines = 0
  contentLength = -1
  codings: string[] = []
  options: string[] = []
  hasLength = false
  hasCoding = false

  clone(): Fields {
    const { list, codings, options } = this
    return Object.assign(new Fields(), this, {
      ...{ list: [...list], codings: [...codings], options: [...options] }
    })
  }

  /** Throws Refusal for a line that may not follow those before it. */
  read(line: string): void {
    if (/^[ \t]/.test(line)) {
      this.#readFolded(line)
      return
    }
    const match = FIELD_LINE.exec(line)
    if (match === null) throw new Refusal('malformed_response')
    const name = match[1]!.toLowerCase()
    const value = match[2]!.replace(/[ \t]+$/, '')
    this.list.push([match[1]!, value])
    if (name === 'content-length') this.#readLength(value)
    else if (name === 'transfer-encoding') {
      if (this.hasLength || match[2] === '') throw new Refusal('malformed_response')
      this.hasCoding = true
      this.codings.push(...words(value))
    } else if (name === 'connection' || name === 'proxy-connection') this.options.push(...words(value))
  }

  /** Goes on with the value before it, unless that one steers the parser. */
  #readFolded(line: string): void {
    const match = FOLDED_LINE.exec(line)
    const [name, value] = this.list.at(-1) ?? ['', '']
    if (match === null || STEERING.test(name)) throw new Refusal('malformed_response')
    this.list[this.list.length - 1] = [name, `${value} ${match[1]!}`.replace(/^[ \t]+|[ \t]+$/g, '')]
  }

  #readLength(value: string): void {
    const number = Number(value)
    if (this.hasLength || this.hasCoding || !/^\d+$/.test(value) || number > Number.MAX_SAFE_INTEGER) {
      throw new Refusal('malformed_response')
    }
    this.hasLength = true
    this.contentLength = number
  }

  get chunked(): boolean {
    return this.codings.at(-1) === 'chunked'
  }
}

function words(list: string): string[] {
  return list.split(',').map((word) => word.replace(/^[ \t]+|[ \t]+$/g, '').toLowerCase())
}

/** Whether `check` accepts the beginning of a line with one of the ends. */
function canGoOn(start: string, ends: readonly string[], check: (line: string) => void): boolean {
  return ends.some((end) => {
    try {
      check(start + end)
      return true
    } catch {
      return false
    }
  })
}

/** Reads one response of a stream that is there as a whole. As simple as it can be, and slow. */
class ReferenceReader {
  readonly #text: string
  readonly #limits: ResponseLimits
  #at: number
  #headBytes = 0
  #extensionBytes = 0

  constructor(text: string, at: number, limits: ResponseLimits) {
    this.#text = text
    this.#at = at
    this.#limits = limits
  }

  get at(): number {
    return this.#at
  }

  read(isHead: boolean): ReferenceResponse {
    for (let interimCount = 0; ; interimCount++) {
      const [version, status] = this.#readStatusLine()
      const fields = new Fields()
      this.#readFields(fields)
      const persistent = isPersistent(version, fields)
      if (status >= 200 || status === 101) {
        return this.#readBody({ status, fields, persistent, interimCount, isHead, version })
      }
      if (!persistent) {
        if (/[^\r\n]/.test(this.#text.slice(this.#at))) throw new Refusal('unexpected_data')
        throw new Incomplete()
      }
    }
  }

  #readStatusLine(): [version: string, status: number] {
    this.#takeHead(/^[\r\n]*/.exec(this.#text.slice(this.#at))![0].length)
    const line = this.#headLine(
      (text) => {
        if (!STATUS_LINE.test(text) && !OPEN_VERSION.test(text)) throw new Refusal('malformed_response')
      },
      ['', ...STATUS_LINE_ENDS],
      true
    )
    const [, version, status] = STATUS_LINE.exec(line)!
    return [version!, Number(status)]
  }

  #readFields(fields: Fields): void {
    for (let isFirst = true; ; isFirst = false) {
      const first = this.#text[this.#at]
      if (first !== undefined && this.#headRoom > 0 && first !== '\r') {
        const isFolded = /[ \t]/.test(first)
        if (/[\n:]/.test(first) || (isFolded && isFirst)) throw new Refusal('malformed_response')
        if (!isFolded && ++fields.lines > this.#limits.maxHeaders) throw new Refusal('headers_too_large')
      }
      const check = (text: string): void => {
        if (text !== '\r\n') fields.clone().read(text)
      }
      const line = this.#headLine(check, FIELD_LINE_ENDS, false)
      if (line === '\r\n') return
      fields.read(line)
    }
  }

  get #headRoom(): number {
    return this.#limits.maxHeadBytes - this.#headBytes
  }

  #takeHead(bytes: number): void {
    const taken = Math.min(bytes, this.#headRoom)
    this.#headBytes += taken
    this.#at += taken
    if (taken < bytes) throw new Refusal('headers_too_large')
  }

  /** The next line with its end, within the room that is left for heads. */
  #headLine(check: (line: string) => void, ends: readonly string[], isStatusLine: boolean): string {
    const rest = this.#text.slice(this.#at)
    const seen = rest.slice(0, this.#headRoom)
    const lineEnd = seen.indexOf('\n')
    if (lineEnd < 0) {
      // An empty rest can go on with anything.
      if (seen !== '' && !canGoOn(seen, ends, check)) throw new Refusal('malformed_response')
      if (rest.length > seen.length) throw new Refusal('headers_too_large')
      throw new Incomplete()
    }
    const line = seen.slice(0, lineEnd + 1)
    if (isStatusLine || line !== '\r\n') check(line)
    this.#takeHead(line.length)
    return line
  }

  #readBody(head: {
    readonly status: number
    readonly fields: Fields
    readonly persistent: boolean
    readonly interimCount: number
    readonly isHead: boolean
    readonly version: string
  }): ReferenceResponse {
    const { status, fields, persistent, interimCount, isHead, version } = head
    const { chunked, contentLength } = fields
    const headers = [...fields.list]
    const base = { statusCode: status, contentLength, chunked, closeDelimited: false, upgrade: false }
    const whole = { ...base, keepAlive: persistent, interimCount, headers, body: '' }
    if (status === 101) return { ...whole, upgrade: true, keepAlive: false }
    if (isHead || status === 204 || status === 304) return whole
    if (chunked) {
      const body = this.#readChunks(fields)
      return { ...whole, body, keepAlive: isPersistent(version, fields) && fields.chunked }
    }
    if (fields.hasCoding || contentLength < 0) {
      const body = this.#takeBody(this.#text.length - this.#at, 0)
      return { ...whole, body, closeDelimited: true, keepAlive: false }
    }
    if (contentLength > this.#limits.maxBodyBytes) throw new Refusal('body_too_large')
    return { ...whole, body: this.#takeBody(contentLength, 0) }
  }

  #takeBody(bytes: number, before: number): string {
    const body = this.#text.slice(this.#at, this.#at + bytes)
    if (before + body.length > this.#limits.maxBodyBytes) throw new Refusal('body_too_large')
    if (body.length < bytes) throw new Incomplete()
    this.#at += bytes
    return body
  }

  #readChunks(fields: Fields): string {
    let body = ''
    for (;;) {
      const size = this.#readChunkLine()
      if (size === 0) break
      body += this.#takeBody(size, body.length)
      const end = this.#text.slice(this.#at, this.#at + 2)
      if (!'\r\n'.startsWith(end)) throw new Refusal('malformed_response')
      if (end.length < 2) throw new Incomplete()
      this.#at += 2
    }
    this.#readFields(fields)
    return body
  }

  #readChunkLine(): number {
    const rest = this.#text.slice(this.#at)
    const line = /^[^\n]*\n?/.exec(rest)![0]
    const semicolon = line.search(/[ \t;]/)
    const room = this.#limits.maxChunkExtensionBytes - this.#extensionBytes
    const seen = semicolon < 0 ? line : line.slice(0, semicolon + 1 + room)
    const check = (text: string): void => {
      const size = CHUNK_LINE.exec(text)?.[1]
      if (size === undefined || Number.parseInt(size, 16) > Number.MAX_SAFE_INTEGER) {
        throw new Refusal('malformed_response')
      }
    }
    if (!seen.endsWith('\n')) {
      if (seen !== '' && !canGoOn(seen, CHUNK_LINE_ENDS, check)) throw new Refusal('malformed_response')
      // The CR counts as a byte of the extension, the LF does not.
      if (seen.length < line.length && !seen.endsWith('\r')) throw new Refusal('headers_too_large')
      if (seen.length === line.length) throw new Incomplete()
    }
    check(line)
    this.#extensionBytes += semicolon < 0 ? 0 : line.length - 2 - semicolon
    this.#at += line.length
    return Number.parseInt(line, 16)
  }
}

function isPersistent(version: string, fields: Fields): boolean {
  // As llhttp decides it: both digits above 0.
  if (version === '1.1') return !fields.options.includes('close')
  return fields.options.includes('keep-alive')
}

/** Reads a whole stream as a connection would that has a request for each response; then the stream ends. */
export function readByReference(text: string, limits: ResponseLimits, isHead: boolean): ReferenceReading {
  const responses: ReferenceResponse[] = []
  let at = 0
  try {
    for (;;) {
      const reader = new ReferenceReader(text, at, limits)
      const response = reader.read(isHead)
      responses.push(response)
      at = reader.at
      if (response.keepAlive) continue
      const isUnasked = /[^\r\n]/.test(text.slice(at))
      return { responses, error: isUnasked ? 'unexpected_data' : null }
    }
  } catch (error) {
    if (error instanceof Incomplete) return { responses, error: 'truncated_response' }
    if (error instanceof Refusal) return { responses, error: error.code }
    throw error
  }
}
