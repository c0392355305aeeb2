import type { Migration } from './migration.ts'

export const calibrations: Migration = {
  version: 4,
  name: 'calibrations',
  sql: `
-- What a machine can do as a generator, as loadgale.calibration/1; told apart by its name, for histories are copied.
CREATE TABLE calibrations (
  key INTEGER PRIMARY KEY,
  measured_at_ms INTEGER NOT NULL,
  host TEXT NOT NULL,
  version TEXT NOT NULL,
  result TEXT NOT NULL
) STRICT;

CREATE INDEX calibrations_newest ON calibrations (host, measured_at_ms DESC);
`
}
