export { compareRuns } from './compare/compare-runs.ts'
export { comparisonJson, type ComparisonJson } from './compare/comparison-json.ts'
export { histogramShift } from './compare/histogram-shift.ts'
export type { SeriesReader } from './compare/run-samples.ts'
export { seriesCsv, type SeriesSource } from './csv/series-csv.ts'
export { summaryCsv } from './csv/summary-csv.ts'
export { historyJson, type HistoryJson } from './history-json.ts'
export { comparisonText } from './text/comparison-text.ts'
export { displayWidth, padEnd, printable, truncate } from './text/display-width.ts'
export {
  bytesText,
  clockText,
  countText,
  figureText,
  latencyText,
  lengthText,
  rateText,
  shareText
} from './text/figures.ts'
export { historyText } from './text/history-text.ts'
export { summaryText } from './text/summary-text.ts'
export { terminalStyle, type TerminalStyle } from './text/terminal-style.ts'
export { measuredText } from './text/verdict-lines.ts'
export { seriesFromSeconds } from './csv/series-from-seconds.ts'
