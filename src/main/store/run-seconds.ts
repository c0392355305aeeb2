import type { RunSecond } from '../../shared/metrics/series.ts'
import type { Connection } from './connection.ts'
import { Row } from './row.ts'

const COLUMNS = [
  'run_key',
  'second',
  'iterations_planned',
  'iterations_started',
  'iterations_completed',
  'iterations_interrupted',
  'iterations_dropped',
  'active_vus',
  'requests_in_flight',
  'open_connections',
  'checks_passed',
  'checks_failed',
  'lane_busy',
  'loop_delay_p99_ms',
  'loop_delay_max_ms',
  'gc_ms',
  'process_cpu',
  'start_lag_p99_ms',
  'resident_bytes',
  'suspect',
  'saturated',
  'reason',
  'machine_cpu',
  'steal',
  'open_descriptors',
  'local_ports'
]

/** What belongs to a second of the whole run: iterations, VUs and the generator's watch on itself. */
export interface RunSecondRows {
  insert(runKey: number, second: RunSecond): void
  /** Whether there was one. */
  remove(runKey: number, second: number): boolean
  all(runKey: number): RunSecond[]
}

export function createRunSecondRows({ db }: Connection): RunSecondRows {
  const insert = db.prepare(
    `INSERT INTO run_seconds (${COLUMNS.join(', ')}) VALUES (${COLUMNS.map(() => '?').join(', ')})`
  )
  const remove = db.prepare('DELETE FROM run_seconds WHERE run_key = ? AND second = ?')
  const select = db.prepare('SELECT * FROM run_seconds WHERE run_key = ? ORDER BY second')

  return {
    insert(runKey, run) {
      const { generator } = run
      insert.run(
        runKey,
        run.second,
        run.iterationsPlanned,
        run.iterationsStarted,
        run.iterationsCompleted,
        run.iterationsInterrupted,
        run.iterationsDropped,
        run.activeVus,
        run.requestsInFlight,
        run.openConnections,
        run.checksPassed,
        run.checksFailed,
        generator.laneBusy,
        generator.loopDelayP99Ms,
        generator.loopDelayMaxMs,
        generator.gcMs,
        generator.processCpu,
        generator.startLagP99Ms,
        Math.round(generator.residentBytes),
        generator.suspect ? 1 : 0,
        generator.saturated ? 1 : 0,
        generator.reason,
        generator.machineCpu,
        generator.steal,
        generator.openDescriptors,
        generator.localPorts
      )
    },
    remove: (runKey, second) => remove.run(runKey, second).changes > 0,
    all: (runKey) => select.all(runKey).map(Row.of).map(runSecondOf)
  }
}

function runSecondOf(row: Row): RunSecond {
  return {
    second: row.integer('second'),
    iterationsPlanned: row.integer('iterations_planned'),
    iterationsStarted: row.integer('iterations_started'),
    iterationsCompleted: row.integer('iterations_completed'),
    iterationsInterrupted: row.integer('iterations_interrupted'),
    iterationsDropped: row.integer('iterations_dropped'),
    activeVus: row.integer('active_vus'),
    requestsInFlight: row.integer('requests_in_flight'),
    openConnections: row.integer('open_connections'),
    checksPassed: row.integer('checks_passed'),
    checksFailed: row.integer('checks_failed'),
    generator: {
      laneBusy: row.numberOrNaN('lane_busy'),
      loopDelayP99Ms: row.numberOrNaN('loop_delay_p99_ms'),
      loopDelayMaxMs: row.numberOrNaN('loop_delay_max_ms'),
      gcMs: row.numberOrNaN('gc_ms'),
      processCpu: row.numberOrNaN('process_cpu'),
      machineCpu: row.numberOrNull('machine_cpu'),
      steal: row.numberOrNull('steal'),
      startLagP99Ms: row.numberOrNaN('start_lag_p99_ms'),
      residentBytes: row.integer('resident_bytes'),
      openDescriptors: row.integerOrNull('open_descriptors'),
      localPorts: row.integerOrNull('local_ports'),
      suspect: row.flag('suspect'),
      saturated: row.flag('saturated'),
      reason: row.text('reason')
    }
  }
}
