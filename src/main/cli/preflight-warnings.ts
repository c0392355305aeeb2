import { existsSync } from 'node:fs'
import { hostname } from 'node:os'
import type { CalibrationResult } from '../../shared/calibration.ts'
import type { Plan } from '../../shared/plan/plan.ts'
import { machineLimits, preflight } from '../preflight/index.ts'
import { openStore, StoreError } from '../store/index.ts'
import type { CliIo } from './cli-io.ts'
import { historyFile } from './history-file.ts'
import type { GeneratorOptions } from './shared-options.ts'

/** Says before a run what this machine cannot give it; the run goes on. */
export async function warnBeforeRun(plan: Plan, options: GeneratorOptions, io: CliIo): Promise<void> {
  if (options.quiet === true) return
  const machine = { limits: machineLimits(), calibration: lastCalibration(historyFile(options, io)) }
  for (const { message } of preflight(plan, options.lanes, machine)) {
    await io.stderr.write(`warning: ${message}\n`)
  }
}

/** None where there is no history, or none that can be read: that is for others to say. */
function lastCalibration(file: string): CalibrationResult | null {
  if (!existsSync(file)) return null
  try {
    const store = openStore(file, { readonly: true })
    try {
      return store.calibrations.newest(hostname())
    } finally {
      store.close()
    }
  } catch (error) {
    if (error instanceof StoreError) return null
    throw error
  }
}
