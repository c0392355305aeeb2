import { readFileSync, writeFileSync } from 'node:fs'
import type { BenchRow } from './bench-row.ts'
import { measuredOn, pageTable } from './page-table.ts'

const PAGE = new URL('../../docs/measurement.md', import.meta.url)
const HEADING = '## The figures\n'

/**
 * Puts what the experiments have just shown into the last section of docs/measurement.md, one table for each, and leaves
 * what is explained above it as it is.
 *
 * @throws Error when the page has no such section
 */
export function writeMeasurementPage(experiments: ReadonlyMap<string, readonly BenchRow[]>): void {
  const page = readFileSync(PAGE, 'utf8')
  const at = page.indexOf(HEADING)
  if (at < 0) throw new Error(`${PAGE.pathname} has no section "${HEADING.trim()}"`)
  const intro = `Written by \`npm run bench -- truth --write\`: no figure below was typed. A limit is the claim's, widened where the
machine held up the control beside it. ${measuredOn()}`
  const tables = [...experiments].map(([claim, rows]) => `### ${upperFirst(claim)}\n\n${pageTable(rows)}`)
  writeFileSync(PAGE, [page.slice(0, at) + HEADING, `${intro}\n`, ...tables].join('\n'))
}

function upperFirst(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1)
}
