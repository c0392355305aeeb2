import type { Migration } from './migration.ts'

export const runsAndSeconds: Migration = {
  version: 1,
  name: 'runs and seconds',
  sql: `
CREATE TABLE runs (
  key INTEGER PRIMARY KEY,
  id TEXT NOT NULL UNIQUE,
  name TEXT NOT NULL,
  target TEXT,
  note TEXT NOT NULL DEFAULT '',
  baseline INTEGER NOT NULL DEFAULT 0 CHECK (baseline IN (0, 1)),
  status TEXT NOT NULL CHECK (status IN ('running', 'finished', 'stopped', 'aborted', 'crashed')),
  verdict TEXT NOT NULL DEFAULT 'none' CHECK (verdict IN ('passed', 'failed', 'none')),
  started_at_ms INTEGER NOT NULL,
  -- What the list shows of an ended run; NULL until then. The sparkline is a JSON array.
  duration_ms REAL,
  requests INTEGER,
  requests_per_second REAL,
  p99_ms REAL,
  failed_share REAL,
  sparkline TEXT,
  owner_pid INTEGER NOT NULL,
  owner_token TEXT NOT NULL,
  heartbeat_at_ms INTEGER NOT NULL,
  deleted_at_ms INTEGER
) STRICT;

CREATE INDEX runs_newest ON runs (started_at_ms DESC, id DESC);
CREATE INDEX runs_running ON runs (started_at_ms) WHERE status = 'running';
CREATE INDEX runs_deleted ON runs (deleted_at_ms) WHERE deleted_at_ms IS NOT NULL;

-- JSON; apart from runs, so that the list reads small rows.
CREATE TABLE run_documents (
  run_key INTEGER PRIMARY KEY REFERENCES runs (key) ON DELETE CASCADE,
  document TEXT NOT NULL,
  plan TEXT NOT NULL,
  environment TEXT NOT NULL,
  summary TEXT
) STRICT;

CREATE TABLE run_tags (
  run_key INTEGER NOT NULL REFERENCES runs (key) ON DELETE CASCADE,
  tag TEXT NOT NULL,
  value TEXT NOT NULL,
  PRIMARY KEY (run_key, tag)
) STRICT, WITHOUT ROWID;

CREATE INDEX run_tags_by_tag ON run_tags (tag, value);

CREATE TABLE run_seconds (
  run_key INTEGER NOT NULL REFERENCES runs (key) ON DELETE CASCADE,
  second INTEGER NOT NULL,
  iterations_planned INTEGER NOT NULL,
  iterations_started INTEGER NOT NULL,
  iterations_completed INTEGER NOT NULL,
  iterations_interrupted INTEGER NOT NULL,
  iterations_dropped INTEGER NOT NULL,
  active_vus INTEGER NOT NULL,
  requests_in_flight INTEGER NOT NULL,
  open_connections INTEGER NOT NULL,
  checks_passed INTEGER NOT NULL,
  checks_failed INTEGER NOT NULL,
  lane_busy REAL,
  loop_delay_p99_ms REAL,
  loop_delay_max_ms REAL,
  gc_ms REAL,
  process_cpu REAL,
  start_lag_p99_ms REAL,
  resident_bytes INTEGER NOT NULL,
  suspect INTEGER NOT NULL CHECK (suspect IN (0, 1)),
  saturated INTEGER NOT NULL CHECK (saturated IN (0, 1)),
  reason TEXT NOT NULL,
  PRIMARY KEY (run_key, second)
) STRICT, WITHOUT ROWID;

-- One row for each second and slot (-1: the whole run). Latencies are whole microseconds, NULL without samples.
-- The *_histogram columns are keys of second_histograms, NULL for an empty histogram.
CREATE TABLE request_seconds (
  run_key INTEGER NOT NULL REFERENCES runs (key) ON DELETE CASCADE,
  slot INTEGER NOT NULL,
  second INTEGER NOT NULL,
  started INTEGER NOT NULL,
  ok INTEGER NOT NULL,
  http_errors INTEGER NOT NULL,
  timeouts INTEGER NOT NULL,
  transport_errors INTEGER NOT NULL,
  retried INTEGER NOT NULL,
  bytes_sent INTEGER NOT NULL,
  bytes_received INTEGER NOT NULL,
  setup_mean_us INTEGER,
  sending_mean_us INTEGER,
  waiting_mean_us INTEGER,
  receiving_mean_us INTEGER,
  response_min_us INTEGER,
  response_mean_us INTEGER,
  response_p50_us INTEGER,
  response_p75_us INTEGER,
  response_p90_us INTEGER,
  response_p95_us INTEGER,
  response_p99_us INTEGER,
  response_p999_us INTEGER,
  response_max_us INTEGER,
  service_min_us INTEGER,
  service_mean_us INTEGER,
  service_p50_us INTEGER,
  service_p75_us INTEGER,
  service_p90_us INTEGER,
  service_p95_us INTEGER,
  service_p99_us INTEGER,
  service_p999_us INTEGER,
  service_max_us INTEGER,
  start_lag_min_us INTEGER,
  start_lag_mean_us INTEGER,
  start_lag_p50_us INTEGER,
  start_lag_p75_us INTEGER,
  start_lag_p90_us INTEGER,
  start_lag_p95_us INTEGER,
  start_lag_p99_us INTEGER,
  start_lag_p999_us INTEGER,
  start_lag_max_us INTEGER,
  response_ok_histogram INTEGER,
  response_not_ok_histogram INTEGER,
  service_histogram INTEGER,
  start_lag_histogram INTEGER,
  setup_histogram INTEGER,
  waiting_histogram INTEGER,
  receiving_histogram INTEGER,
  PRIMARY KEY (run_key, slot, second)
) STRICT, WITHOUT ROWID;

CREATE TABLE status_seconds (
  run_key INTEGER NOT NULL REFERENCES runs (key) ON DELETE CASCADE,
  slot INTEGER NOT NULL,
  second INTEGER NOT NULL,
  status INTEGER NOT NULL,
  count INTEGER NOT NULL,
  PRIMARY KEY (run_key, slot, second, status)
) STRICT, WITHOUT ROWID;

CREATE TABLE error_seconds (
  run_key INTEGER NOT NULL REFERENCES runs (key) ON DELETE CASCADE,
  slot INTEGER NOT NULL,
  second INTEGER NOT NULL,
  code TEXT NOT NULL,
  count INTEGER NOT NULL,
  PRIMARY KEY (run_key, slot, second, code)
) STRICT, WITHOUT ROWID;

-- A heap of HdrHistogram V2 compressed encodings. Each belongs to exactly one row of request_seconds, which names it
-- once for each of its equal histograms.
CREATE TABLE second_histograms (
  key INTEGER PRIMARY KEY,
  bytes BLOB NOT NULL
) STRICT;

-- Merged over the whole run when it ended; slot -1 is all of them.
CREATE TABLE total_histograms (
  run_key INTEGER NOT NULL REFERENCES runs (key) ON DELETE CASCADE,
  slot INTEGER NOT NULL,
  kind TEXT NOT NULL,
  bytes BLOB NOT NULL,
  PRIMARY KEY (run_key, slot, kind)
) STRICT;
`
}
