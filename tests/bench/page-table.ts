import { cpus, release, totalmem } from 'node:os'
import { holds, type BenchRow } from './bench-row.ts'

/** When and on what the figures of a page were measured: one line of its text. */
export function measuredOn(): string {
  const processors = cpus()
  const memory = Math.round(totalmem() / 2 ** 30)
  const machine = `${processors.length} cores (${processors[0]?.model.trim() ?? 'unknown'}), ${memory} GiB, Linux ${release()}, Node ${process.versions.node}`
  return `Measured ${new Date().toISOString().slice(0, 10)}: ${machine}.`
}

/** In Markdown, one line for each row; a limit that was missed says so. */
export function pageTable(rows: readonly BenchRow[]): string {
  const lines = rows.map((row) => {
    const { name, value, unit, limit } = row
    const asked =
      limit === null ? '' : `${limit.kind} ${figureText(limit.value)}${holds(row) ? '' : ' (**missed**)'}`
    return `| ${cell(name)} | ${figureText(value)} | ${unit} | ${asked} |\n`
  })
  return `| what | measured | unit | limit |\n| --- | --: | --- | --- |\n${lines.join('')}`
}

/** A bar would end the cell. */
function cell(text: string): string {
  return text.replaceAll('|', String.raw`\|`)
}

function figureText(value: number): string {
  return Math.abs(value) >= 1000
    ? Math.round(value).toLocaleString('en')
    : String(Number(value.toPrecision(3)))
}
