import type { ResponseCapture } from '../http/index.ts'
import type { RequestRecord } from '../metrics/index.ts'

/** The captured response as checks and extractions read it; text and JSON are made at most once, when asked for. */
export class ResponseReader {
  #record: RequestRecord | null = null
  #capture: ResponseCapture | null = null
  #text: string | null = null
  #json: unknown
  #jsonIsParsed = false

  begin(record: RequestRecord, capture: ResponseCapture | null): void {
    this.#record = record
    this.#capture = capture
    this.#text = null
    this.#json = undefined
    this.#jsonIsParsed = false
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
    return this.#capture !== null && asBuffer(this.#capture.body()).includes(text)
  }

  /** The body read as UTF-8. */
  get text(): string {
    this.#text ??= this.#capture === null ? '' : asBuffer(this.#capture.body()).toString('utf8')
    return this.#text
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
