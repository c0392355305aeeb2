import { writeFileSync } from 'node:fs'
import { cpus, release, totalmem } from 'node:os'
import { holds, type BenchRow } from './bench-row.ts'

const PAGE = new URL('../../docs/performance.md', import.meta.url)

/** Writes docs/performance.md from what was just measured, so that no figure in it is older than its command. */
export function writePerformancePage(
  parts: readonly (readonly [part: string, rows: readonly BenchRow[]])[]
): void {
  const processors = cpus()
  const machine = `${processors.length} cores (${processors[0]?.model.trim() ?? 'unknown'}), ${Math.round(totalmem() / 2 ** 30)} GiB, Linux ${release()}, Node ${process.versions.node}`
  writeFileSync(
    PAGE,
    `# Performance

Written by \`npm run bench -- --write\`; every figure is from that run. Machine: ${machine}. Absolute times say little on
another machine; ratios to wrk and CPU per request travel better.

- **engine**: the built command line and wrk in turn against the same nginx (one worker, a fixed answer from memory),
  client pinned to one core, server to the other; medians of five rounds. CPU is user and system time of the whole
  process, its start-up included. Everything is recorded and saved.
- **pacing**: start lag of arrival rates against that nginx, without pinning.
- **scheduler**, **histogram**, **recorder**: the parts alone, best of several rounds.
${parts.map(([part, rows]) => `\n## ${part}\n\n${table(rows)}`).join('')}`
  )
}

function table(rows: readonly BenchRow[]): string {
  const lines = rows.map((row) => {
    const { name, value, unit, limit } = row
    const asked = limit === null ? '' : `${limit.kind} ${limit.value}${holds(row) ? '' : ' (**missed**)'}`
    return `| ${name} | ${figureText(value)} | ${unit} | ${asked} |\n`
  })
  return `| what | measured | unit | limit |\n| --- | --: | --- | --- |\n${lines.join('')}`
}

function figureText(value: number): string {
  return Math.abs(value) >= 1000
    ? Math.round(value).toLocaleString('en')
    : String(Number(value.toPrecision(3)))
}
