/**
 * The histograms that are kept for each second and slot, and for each slot over the whole run. `response` as shown
 * is responseOk and responseNotOk (HTTP errors and timeouts) merged; all slots together are the slots merged.
 */
export const HISTOGRAM_KINDS = [
  'responseOk',
  'responseNotOk',
  'service',
  'startLag',
  'setup',
  'waiting',
  'receiving'
] as const

export type HistogramKind = (typeof HISTOGRAM_KINDS)[number]
