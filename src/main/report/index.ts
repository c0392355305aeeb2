export { calibrationText } from './calibration-text.ts'
export { capacityCsv } from './capacity/capacity-csv.ts'
export { capacityListText, capacityText } from './capacity/capacity-text.ts'
export { compareRuns } from './compare/compare-runs.ts'
export { comparisonJson } from './compare/comparison-json.ts'
export { histogramShift } from './compare/histogram-shift.ts'
export { compareSavedRuns } from './compare/saved-comparison.ts'
export { twoSidedNormal } from './compare/normal-tail.ts'
export { autocorrelation, median } from './compare/sample-statistics.ts'
export { seriesCsv, type SeriesSource } from './csv/series-csv.ts'
export { seriesFromSeconds } from './csv/series-from-seconds.ts'
export { summaryCsv } from './csv/summary-csv.ts'
export { histogramLog } from './hdr/histogram-log.ts'
export {
  EXPORTED_LATENCIES,
  savedHistograms,
  slotsNamed,
  type ExportedLatency,
  type HistogramChoice
} from './hdr/histogram-source.ts'
export { runDistribution } from './hdr/percentile-distribution.ts'
export { historyJson, type HistoryJson } from './history-json.ts'
export { summaryJson, type SummaryJson } from './summary-json.ts'
export { comparisonText } from './text/comparison-text.ts'
export { displayWidth, padEnd, printable, truncate } from './text/display-width.ts'
export { clockText, countText, dateText, figureText, rateText, shareText } from './text/figures.ts'
export { historyText } from './text/history-text.ts'
export { summaryText } from './text/summary-text.ts'
export { terminalStyle, type TerminalStyle } from './text/terminal-style.ts'
export { measuredText } from './text/verdict-lines.ts'
