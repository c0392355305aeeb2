import type { BrowserWindow } from 'electron'
import { createWriteStream } from 'node:fs'
import { dirname } from 'node:path'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import type { ExportFormat } from '../../shared/ipc-contract.ts'
import { dialledPlanText } from '../plan/index.ts'
import {
  histogramLog,
  runDistribution,
  savedHistograms,
  seriesCsv,
  summaryCsv,
  summaryJson
} from '../report/index.ts'
import type { Store } from '../store/index.ts'
import { askWhereToSave } from './ask-where-to-save.ts'
import type { HandlersOf } from './handler-table.ts'

const FORMATS: Readonly<Record<ExportFormat, { label: string; suffix: string; extension: string }>> = {
  json: { label: 'JSON summary', suffix: '', extension: 'json' },
  'csv-series': { label: 'CSV time series', suffix: '-series', extension: 'csv' },
  'csv-summary': { label: 'CSV summary', suffix: '-summary', extension: 'csv' },
  hlog: { label: 'HdrHistogram log', suffix: '', extension: 'hlog' },
  hgrm: { label: 'HdrHistogram percentile distribution', suffix: '', extension: 'hgrm' },
  plan: { label: 'plan', suffix: '-plan', extension: 'yaml' }
}

/** The headline latency of all requests; the command line gives every other one. */
const RESPONSE = { latency: 'response', requestName: null } as const

/** Asks where to save and writes there; nothing is written when the dialog is cancelled. */
export function exportHandlers(
  store: Store,
  parentWindow: () => BrowserWindow | null
): HandlersOf<'export.save'> {
  return {
    'export.save': async ({ runId, format }) => {
      const { label, suffix, extension } = FORMATS[format]
      const { name } = store.runs.item(runId)
      const options = {
        title: `Export ${label}`,
        defaultPath: `${fileNameOf(name)}-${runId}${suffix}.${extension}`,
        filters: [{ name: label, extensions: [extension] }]
      }
      const path = await askWhereToSave(parentWindow(), options)
      if (path === null) return null
      await pipeline(Readable.from(contentOf(store, runId, format, dirname(path))), createWriteStream(path))
      return { path }
    }
  }
}

/** The file piece by piece, so that a long run never stands in memory as one string. */
function contentOf(store: Store, runId: string, format: ExportFormat, folder: string): Iterable<string> {
  const detail = store.runs.detail(runId)
  const { summary, plan, runSeconds, item } = detail
  switch (format) {
    case 'json':
      return [`${JSON.stringify(summaryJson(summary, runSeconds), null, 2)}\n`]
    case 'csv-summary':
      return [summaryCsv(summary)].flat()
    case 'csv-series':
      return seriesCsv({
        ...{ startedAt: item.startedAt, durationMs: item.durationMs, plan, runSeconds },
        seriesOf: (slot) => store.seconds.series(runId, slot)
      })
    case 'hlog':
      return histogramLog(savedHistograms(store, detail), RESPONSE)
    case 'hgrm':
      return [runDistribution(savedHistograms(store, detail), RESPONSE)]
    case 'plan':
      return [dialledPlanText({ id: runId, ...detail }, folder)]
  }
}

/** A run's name as part of a file name on any system. */
function fileNameOf(name: string): string {
  return (
    name
      .replace(/[^\p{L}\p{N}._-]+/gu, '-')
      .replace(/^[-.]+|[-.]+$/g, '')
      .slice(0, 60) || 'run'
  )
}
