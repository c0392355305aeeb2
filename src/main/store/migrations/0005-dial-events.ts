import type { Migration } from './migration.ts'

export const dialEvents: Migration = {
  version: 5,
  name: 'dial events',
  sql: `
-- What the hand did to the load of a run, in order. Times are milliseconds of the run.
CREATE TABLE dial_events (
  run_key INTEGER NOT NULL REFERENCES runs (key) ON DELETE CASCADE,
  number INTEGER NOT NULL,
  at_ms REAL NOT NULL,
  action TEXT NOT NULL CHECK (action IN ('set', 'pause', 'resume')),
  scenario TEXT CHECK ((scenario IS NOT NULL) = (action = 'set')),
  value REAL CHECK ((value IS NOT NULL) = (action = 'set')),
  PRIMARY KEY (run_key, number)
) STRICT, WITHOUT ROWID;
`
}
