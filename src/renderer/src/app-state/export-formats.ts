import type { ExportFormat } from '../../../shared/ipc-contract.ts'

interface FormatChoice {
  readonly format: ExportFormat
  readonly label: string
  readonly what: string
}

/** What a saved run can be exported as, in every menu and in the command palette. */
export const EXPORT_FORMATS: readonly FormatChoice[] = [
  { format: 'csv-series', label: 'CSV, time series', what: 'One row for each second and request name' },
  { format: 'csv-summary', label: 'CSV, summary', what: 'One row for each request name' },
  { format: 'json', label: 'JSON summary', what: 'Everything the run came to' },
  { format: 'hlog', label: 'HdrHistogram log', what: 'Response of each second and request name' },
  { format: 'hgrm', label: 'HdrHistogram percentiles', what: 'Response distribution of the whole run' }
]
