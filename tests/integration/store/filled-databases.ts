import type { Database } from 'better-sqlite3'
import { expect } from 'vitest'

interface FilledDatabase {
  /** Puts data of every table's kind into a database of the version, in that version's own SQL. */
  fill(db: Database): void
  /** Looks for it after all later migrations. */
  check(db: Database): void
}

/** One for each version of the schema; like the migrations, never changed after its release. */
export const FILLED_BY_VERSION: ReadonlyMap<number, FilledDatabase> = new Map([
  [
    1,
    {
      fill(db) {
        db.exec(`
          INSERT INTO runs (key, id, name, target, note, baseline, status, verdict, started_at_ms, duration_ms, requests,
            requests_per_second, p99_ms, failed_share, sparkline, owner_pid, owner_token, heartbeat_at_ms)
          VALUES (1, '0aaa', 'Catalogue', 'http://127.0.0.1', 'a note', 1, 'finished', 'passed', 1000, 2000.5, 98, 49,
            8.25, 0.02, '[49]', 1, 'linux:boot:1:2', 3000);
          INSERT INTO runs (key, id, name, status, started_at_ms, owner_pid, owner_token, heartbeat_at_ms, deleted_at_ms)
          VALUES (2, '0bbb', 'Dead', 'running', 5000, 2, 'process:x', 5000, 6000);
          INSERT INTO run_documents VALUES (1, '{}', '{"version":1}', '{}', '{"schema":"loadgale.summary/1"}');
          INSERT INTO run_documents VALUES (2, '{}', '{"version":1}', '{}', NULL);
          INSERT INTO run_tags VALUES (1, 'release', '1.4.2');
          INSERT INTO run_seconds VALUES (1, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 0.5, NULL, 1, 2, 3, 4, 5, 0, 1, 'busy');
          INSERT INTO second_histograms VALUES (7, x'0102');
          INSERT INTO request_seconds (run_key, slot, second, started, ok, http_errors, timeouts, transport_errors,
            retried, bytes_sent, bytes_received, response_p99_us, service_histogram)
          VALUES (1, 0, 0, 10, 9, 1, 0, 0, 0, 1000, 2000, 8250, 7);
          INSERT INTO status_seconds VALUES (1, 0, 0, 200, 9), (1, 0, 0, 503, 1);
          INSERT INTO error_seconds VALUES (1, 0, 0, 'connect_refused', 1);
          INSERT INTO total_histograms VALUES (1, -1, 'service', x'0304');`)
      },
      check(db) {
        expect(db.prepare('SELECT id, note, baseline FROM runs ORDER BY key').raw().all()).toEqual([
          ['0aaa', 'a note', 1],
          ['0bbb', '', 0]
        ])
        expect(
          db
            .prepare(
              `SELECT ok, response_p99_us, hex(bytes) FROM request_seconds
               JOIN second_histograms h ON h.key = service_histogram`
            )
            .raw()
            .all()
        ).toEqual([[9, 8250, '0102']])
        // What a later version measures of a second is not known of this one.
        expect(db.prepare('SELECT machine_cpu, local_ports FROM run_seconds').raw().all()).toEqual([
          [null, null]
        ])
        const rowsOf = (table: string) => db.prepare(`SELECT count(*) FROM ${table}`).pluck().get()
        const tables = [
          'run_documents',
          'run_tags',
          'run_seconds',
          'status_seconds',
          'error_seconds',
          'total_histograms'
        ]
        expect(tables.map(rowsOf)).toEqual([2, 1, 1, 2, 1, 1])
      }
    }
  ],
  [
    2,
    {
      fill(db) {
        db.exec(`
          INSERT INTO runs (key, id, name, status, started_at_ms, owner_pid, owner_token, heartbeat_at_ms)
          VALUES (1, '0aaa', 'Catalogue', 'finished', 1000, 1, 'linux:boot:1:2', 3000);
          INSERT INTO run_seconds VALUES
            (1, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 0.5, NULL, 1, 2, 3, 4, 5, 0, 1, 'busy', 0.75, 0.02, 40, 12),
            (1, 1, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 0.5, NULL, 1, 2, 3, 4, 5, 0, 0, '', NULL, NULL, NULL, NULL);`)
      },
      check(db) {
        const watched =
          'SELECT machine_cpu, steal, open_descriptors, local_ports FROM run_seconds ORDER BY second'
        expect(db.prepare(watched).raw().all()).toEqual([
          [0.75, 0.02, 40, 12],
          [null, null, null, null]
        ])
      }
    }
  ],
  [
    3,
    {
      fill(db) {
        db.exec(`
          INSERT INTO capacity_searches (key, id, status, started_at_ms, document, result, owner_pid, owner_token,
            heartbeat_at_ms) VALUES (1, '0ccc', 'finished', 1000, '{}', '{"schema":"loadgale.capacity/1"}', 1, 'x', 2);`)
      },
      check(db) {
        expect(db.prepare('SELECT id, result FROM capacity_searches').raw().all()).toEqual([
          ['0ccc', '{"schema":"loadgale.capacity/1"}']
        ])
      }
    }
  ],
  [
    4,
    {
      fill(db) {
        db.exec(`
          INSERT INTO calibrations (key, measured_at_ms, host, version, result)
          VALUES (1, 1000, 'here', '0.1.0', '{"schema":"loadgale.calibration/1"}');`)
      },
      check(db) {
        expect(db.prepare('SELECT host, version FROM calibrations').raw().all()).toEqual([['here', '0.1.0']])
      }
    }
  ],
  [
    5,
    {
      fill(db) {
        db.exec(`
          INSERT INTO runs (key, id, name, status, started_at_ms, owner_pid, owner_token, heartbeat_at_ms)
          VALUES (1, '0aaa', 'Catalogue', 'finished', 1000, 1, 'linux:boot:1:2', 3000);
          INSERT INTO dial_events VALUES (1, 1, 1500, 'set', 'browse', 12.5), (1, 2, 2000, 'pause', NULL, NULL);`)
      },
      check(db) {
        expect(db.prepare('SELECT at_ms, action, scenario, value FROM dial_events').raw().all()).toEqual([
          [1500, 'set', 'browse', 12.5],
          [2000, 'pause', null, null]
        ])
      }
    }
  ],
  [
    6,
    {
      fill(db) {
        db.exec(`
          INSERT INTO runs (key, id, name, status, started_at_ms, owner_pid, owner_token, heartbeat_at_ms)
          VALUES (1, '0aaa', 'Catalogue', 'finished', 1000, 1, 'linux:boot:1:2', 3000);
          INSERT INTO run_documents (run_key, document, plan, environment, folder)
          VALUES (1, '{}', '{"version":1}', '{}', '/plans');
          INSERT INTO capacity_searches (key, id, status, started_at_ms, document, result, owner_pid, owner_token,
            heartbeat_at_ms, folder) VALUES (1, '0ccc', 'finished', 1000, '{}', '{}', 1, 'x', 2, '/plans');`)
      },
      check(db) {
        expect(db.prepare('SELECT folder FROM run_documents').pluck().all()).toEqual(['/plans'])
        expect(db.prepare('SELECT folder FROM capacity_searches').pluck().all()).toEqual(['/plans'])
      }
    }
  ]
])
