import type { RequestErrorCode } from '../../../shared/error-codes.ts'
import { ContentDecodingError, decodeContent, type ResponseCapture } from '../http/index.ts'
import type { RequestRecord } from '../metrics/index.ts'

const NO_BODY = new Uint8Array(0)
const MOST_BYTES_OF_A_CHARACTER = 3

/** The captured response as checks and extractions read it; text and JSON are made at most once, when asked for. */
export class ResponseReader {
  #record: RequestRecord | null = null
  #capture: ResponseCapture | null = null
  #body: Uint8Array = NO_BODY
  #text: string | null = null
  #json: unknown
  #jsonIsParsed = false

  begin(record: RequestRecord, capture: ResponseCapture | null): void {
    this.#record = record
    this.#capture = capture
    this.#body = capture?.body() ?? NO_BODY
    this.#text = null
    this.#json = undefined
    this.#jsonIsParsed = false
  }

  /**
   * Unpacks a compressed body, where the head was kept; null when there is nothing to say against it. A body that cannot
   * be unpacked stays as it came.
   */
  decode(): RequestErrorCode | null {
    const encodings = this.#capture?.headerValues('content-encoding') ?? []
    if (encodings.length === 0) return null
    try {
      this.#body = decodeContent(this.#body, encodings.join(','), this.#capture?.bodyCut ?? false)
      return null
    } catch (error) {
      if (error instanceof ContentDecodingError) return error.code
      throw error
    }
  }

  get status(): number {
    return this.#record?.status ?? 0
  }

  /** Sending, waiting and receiving: k6's `res.timings.duration`. */
  get serviceMs(): number {
    return this.#record === null ? 0 : this.#record.endMs - this.#record.readyMs
  }

  header(name: string): string | undefined {
    return this.#capture?.headerValue(name)
  }

  bodyIncludes(text: Buffer): boolean {
    return this.#capture !== null && asBuffer(this.#body).includes(text)
  }

  /** The body read as UTF-8. */
  get text(): string {
    this.#text ??= asBuffer(this.#body).toString('utf8')
    return this.#text
  }

  /** The start of the body, read as UTF-8, without a text of all of it. */
  textStart(characters: number): string {
    const bytes = asBuffer(this.#body).subarray(0, characters * MOST_BYTES_OF_A_CHARACTER)
    return bytes.toString('utf8').slice(0, characters)
  }

  /** The head as text, for samples. */
  get headText(): string {
    return this.#capture === null ? '' : asBuffer(this.#capture.head()).toString('latin1')
  }

  /** The body as JSON, undefined when it is none. */
  get json(): unknown {
    if (!this.#jsonIsParsed) {
      this.#jsonIsParsed = true
      try {
        this.#json = JSON.parse(this.text)
      } catch {
        this.#json = undefined
      }
    }
    return this.#json
  }
}

function asBuffer(bytes: Uint8Array): Buffer {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
}
