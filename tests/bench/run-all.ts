import { formatRow, holds, type BenchRow } from './bench-row.ts'
import { runBodiesBench } from './bodies.bench.ts'
import { runEngineBench } from './engine.bench.ts'
import { runHistogramBench } from './histogram.bench.ts'
import { runLanesBench } from './lanes.bench.ts'
import { writeMeasurementPage } from './measurement-page.ts'
import { runMemoryBench } from './memory.bench.ts'
import { runPacingBench } from './pacing.bench.ts'
import { runPacingChoicesBench } from './pacing-choices.bench.ts'
import { writePerformancePage } from './performance-page.ts'
import { runRecorderBench } from './recorder.bench.ts'
import { runSchedulerBench } from './scheduler.bench.ts'
import { measureTruth } from './truth.bench.ts'

/** `npm run bench`: every figure with a limit, one line each. Exits with 1 when a limit is missed. */
const parts: Readonly<Record<string, () => BenchRow[] | Promise<BenchRow[]>>> = {
  scheduler: runSchedulerBench,
  histogram: runHistogramBench,
  recorder: runRecorderBench,
  engine: runEngineBench,
  memory: runMemoryBench,
  bodies: runBodiesBench,
  lanes: runLanesBench,
  pacing: runPacingBench,
  choices: runPacingChoicesBench,
  truth: runTruthBench
}

const write = process.argv.includes('--write')
const wanted = process.argv.slice(2).filter((argument) => argument !== '--write')
const measured: [part: string, rows: BenchRow[]][] = []
const unknown = wanted.filter((name) => !(name in parts))
if (unknown.length > 0) {
  console.error(`No such part: ${unknown.join(', ')}. There are ${Object.keys(parts).join(', ')}.`)
  process.exit(2)
}
for (const [name, run] of Object.entries(parts)) {
  if (wanted.length > 0 && !wanted.includes(name)) continue
  console.log(`\n${name}`)
  const rows = await run()
  measured.push([name, rows])
  for (const row of rows) {
    console.log(formatRow(row))
    if (!holds(row)) process.exitCode = 1
  }
}
const ofPerformance = measured.filter(([part]) => part !== 'truth')
if (write && ofPerformance.length > 0) writePerformancePage(ofPerformance)

/** The experiments have a page of their own, with the explanation of what each shows. */
async function runTruthBench(): Promise<BenchRow[]> {
  const experiments = await measureTruth()
  if (write) writeMeasurementPage(experiments)
  return [...experiments.values()].flat()
}
