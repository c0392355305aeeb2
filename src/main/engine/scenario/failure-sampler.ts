import { maskSetCookies } from '../../../shared/credential-headers.ts'
import { requestErrorCode } from '../../../shared/error-codes.ts'
import type { RequestRecord } from '../metrics/index.ts'
import type { ResponseReader } from './response-reader.ts'

const SAMPLES_OF_A_KIND = 5
const LONGEST_TEXT = 4096

/** One failed request as an example: enough to see what went wrong without a second run. */
export interface FailureSample {
  readonly slot: number
  readonly endMs: number
  readonly status: number
  /** Stable error code, `none` for an unexpected status. */
  readonly error: string
  /** Why a request could not be made; empty for others. */
  readonly reason: string
  /**
   * Start of the response's head and body where a check or an extraction had them kept, otherwise empty. Without the
   * values of the cookies that it sets, since samples are saved.
   */
  readonly headText: string
  readonly bodyText: string
}

/** Hands on the first few failures of each request name and kind; the rest are counted, not kept. */
export class FailureSampler {
  readonly #seen = new Map<string, number>()
  readonly #report: (sample: FailureSample) => void

  constructor(report: (sample: FailureSample) => void) {
    this.#report = report
  }

  failed(record: RequestRecord, response: ResponseReader | null, reason: string): void {
    const kind = `${record.slot} ${record.status} ${record.error}`
    const seen = this.#seen.get(kind) ?? 0
    if (seen >= SAMPLES_OF_A_KIND) return
    this.#seen.set(kind, seen + 1)
    this.#report({
      slot: record.slot,
      endMs: record.endMs,
      status: record.status,
      error: requestErrorCode(record.error),
      reason,
      headText: maskSetCookies(response?.headText ?? '').slice(0, LONGEST_TEXT),
      bodyText: response?.textStart(LONGEST_TEXT) ?? ''
    })
  }
}
