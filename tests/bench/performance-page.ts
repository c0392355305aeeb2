import { readFileSync, writeFileSync } from 'node:fs'
import type { BenchRow } from './bench-row.ts'
import { measuredOn, pageTable } from './page-table.ts'

const PAGE = new URL('../../docs/performance.md', import.meta.url)

const HEAD = `# Performance

Written by \`npm run bench -- --write\`, or part by part by \`npm run bench -- PART --write\`: no figure here was typed.
Absolute times say little on another machine; ratios to wrk and CPU per request travel better. CPU is user and system
time of the whole process, its start-up included; everything is recorded and saved.
`

const PARTS: Readonly<Record<string, string>> = {
  scheduler: 'The event loop alone, best of several rounds.',
  histogram:
    'The histogram alone, best of several rounds. Resolution: 1 us to 1 h with three significant digits.',
  recorder:
    'What recording costs a lane for each request and the recorder for each second. With the cost of each further lane a recorder that may be busy half of the time serves so many lanes as fit into 500 ms.',
  engine:
    'The built command line, wrk and whatever else is installed, in turn on one nginx (one worker, a fixed answer from memory), 100 connections unless it says more, client pinned to one core, server to the other; medians of nine rounds, of the other generators five.',
  memory: 'Resident memory of the whole process, all threads, on that nginx.',
  bodies: 'Responses of 1 MiB, 32 connections, pinned as above; medians of five rounds.',
  lanes:
    'One lane and two, medians of five rounds. Where the cores do not suffice for two lanes and the service, both are pinned to one core: the part of the requests/s of one lane that two lanes reach on it is what is left when each pays for the other, and two cores give at best twice that.',
  pacing:
    'Start lag of arrival rates on that nginx, which alone is pinned, medians of five rounds of 13 s: behind a warm-up of 3 s, and in runs without one. Lag is whatever else the machine does at that moment.',
  choices:
    'The ways in which a lane can wait for its next start, without HTTP; medians of three rounds. The engine uses the metronome: a quarter or less of the median lag of timers for a fraction of the processor that spinning takes.'
}

/** Puts what was just measured into docs/performance.md and leaves its other parts as they are. */
export function writePerformancePage(
  measured: readonly (readonly [part: string, rows: readonly BenchRow[]])[]
): void {
  const sections = readSections()
  for (const [part, rows] of measured) {
    if (rows.length > 0) sections.set(part, section(part, rows))
  }
  const known = Object.keys(PARTS)
  const ordered = [...sections].sort(([a], [b]) => known.indexOf(a) - known.indexOf(b))
  writeFileSync(PAGE, [HEAD, ...ordered.map(([, text]) => text)].join('\n'))
}

function readSections(): Map<string, string> {
  const [, ...sections] = readFileSync(PAGE, 'utf8').split(/^(?=## )/m)
  return new Map(
    sections.map((text): [string, string] => [/^## (\S+)/.exec(text)?.[1] ?? '', `${text.trimEnd()}\n`])
  )
}

function section(part: string, rows: readonly BenchRow[]): string {
  return `## ${part}\n\n${PARTS[part] ?? ''}\n\n${measuredOn()}\n\n${pageTable(rows)}`
}
