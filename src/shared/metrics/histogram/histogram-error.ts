/** Why a histogram, or its encoded form, was refused. Stable: callers may switch on it. */
export type HistogramErrorCode =
  /** The range or the significant digits are outside what the layout allows. */
  | 'HISTOGRAM_LAYOUT_INVALID'
  /** Two histograms whose bucket boundaries differ cannot be merged exactly. */
  | 'HISTOGRAM_LAYOUT_MISMATCH'
  /** The bytes are not what they should be: another format, or a variant of V2 that is not supported. */
  | 'HISTOGRAM_UNSUPPORTED'
  /** The bytes end too early. */
  | 'HISTOGRAM_TRUNCATED'
  /** The bytes contradict themselves. */
  | 'HISTOGRAM_CORRUPT'
  /** A count, a total or a size is over its limit. */
  | 'HISTOGRAM_TOO_LARGE'

export class HistogramError extends Error {
  readonly code: HistogramErrorCode

  constructor(code: HistogramErrorCode, message: string, options?: ErrorOptions) {
    super(message, options)
    this.name = 'HistogramError'
    this.code = code
  }
}
