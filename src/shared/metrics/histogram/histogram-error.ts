/** Why a histogram, or its encoded form, was refused. Stable: callers may switch on it. */
type HistogramErrorCode =
  /** The range or the significant digits are outside what the layout allows. */
  | 'histogram_layout_invalid'
  /** Two histograms whose bucket boundaries differ cannot be merged exactly. */
  | 'histogram_layout_mismatch'
  /** The bytes are not what they should be: another format, or a variant of V2 that is not supported. */
  | 'histogram_unsupported'
  /** The bytes end too early. */
  | 'histogram_truncated'
  /** The bytes contradict themselves. */
  | 'histogram_corrupt'
  /** A count, a total or a size is over its limit. */
  | 'histogram_too_large'

export class HistogramError extends Error {
  readonly code: HistogramErrorCode

  constructor(code: HistogramErrorCode, message: string, options?: ErrorOptions) {
    super(message, options)
    this.name = 'HistogramError'
    this.code = code
  }
}
