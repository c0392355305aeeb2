import { requestErrorNumber } from '../../../shared/error-codes.ts'
import type { RequestErrorCode } from '../../../shared/error-codes.ts'

/** A proxy did not lead to the origin. */
export class ProxyFailure extends Error {
  override readonly name = 'ProxyFailure'
  /** The number of a request error code. */
  readonly error: number
  /** Of the proxy's answer to CONNECT; 0 where there was none. */
  readonly status: number

  constructor(code: RequestErrorCode, status = 0) {
    super(code)
    this.error = requestErrorNumber(code)
    this.status = status
  }
}
