import { z } from 'zod'
import { CALIBRATION_SCHEMA, type CalibrationResult } from '../../shared/calibration.ts'
import type { Connection } from './connection.ts'
import { Row } from './row.ts'
import { environment } from './run-documents.ts'
import type { CalibrationHistory } from './store-contract.ts'

const count = z.number().min(0)
const figure = z.number().nullable()

const result = z.object({
  schema: z.literal(CALIBRATION_SCHEMA),
  measuredAt: z.string(),
  durationMs: count,
  environment,
  throughput: z.array(
    z.object({
      lanes: count,
      requestsPerSecond: count,
      laneBusyPercent: count,
      cpuMicrosecondsPerRequest: figure,
      ceilingPerSecond: count
    })
  ),
  jitter: z.object({
    ratePerSecond: count,
    startLagP50Ms: figure,
    startLagP99Ms: figure,
    maxLoopDelayMs: count,
    timerP50Ms: count,
    timerP99Ms: count,
    stealPercent: figure
  })
}) satisfies z.ZodType<CalibrationResult>

/** What machines can do as generators. */
export function createCalibrations(connection: Connection): CalibrationHistory {
  const insert = connection.db.prepare(
    'INSERT INTO calibrations (measured_at_ms, host, version, result) VALUES (?, ?, ?, ?)'
  )
  const newest = connection.db.prepare(
    'SELECT result FROM calibrations WHERE host = ? ORDER BY measured_at_ms DESC, key DESC LIMIT 1'
  )
  return {
    save(calibration) {
      const { measuredAt, environment: made } = calibration
      connection.write(() =>
        insert.run(Date.parse(measuredAt), made.host, made.loadgale, JSON.stringify(calibration))
      )
    },

    newest(host) {
      const row = connection.read(() => Row.orNull(newest.get(host)))
      return row === null ? null : readResult(row.text('result'))
    }
  }
}

/** One that cannot be read is none: measuring again is a matter of seconds. */
function readResult(json: string): CalibrationResult | null {
  try {
    return result.safeParse(JSON.parse(json)).data ?? null
  } catch {
    return null
  }
}
