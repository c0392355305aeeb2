/** Bounds on what one response may make the parser read or keep. A response beyond one of them is an error. */
export interface ResponseLimits {
  /** Bytes of all heads of one response together: interim responses, status line, headers and trailers. */
  readonly maxHeadBytes: number
  /** Header lines of one head, its trailers included. */
  readonly maxHeaders: number
  /** Bytes of all chunk extensions of one response together. */
  readonly maxChunkExtensionBytes: number
  /** Bytes of the body without its chunk framing. */
  readonly maxBodyBytes: number
  /** Bytes of the body that are kept when the body is captured; the rest is counted and dropped. No error. */
  readonly maxCapturedBodyBytes: number
}

export const DEFAULT_RESPONSE_LIMITS: ResponseLimits = {
  maxHeadBytes: 64 * 1024,
  maxHeaders: 256,
  maxChunkExtensionBytes: 16 * 1024,
  maxBodyBytes: Number.POSITIVE_INFINITY,
  maxCapturedBodyBytes: 16 * 1024 * 1024
}
