import type { Migration } from './migration.ts'

export const capacitySearches: Migration = {
  version: 3,
  name: 'capacity searches',
  sql: `
-- The search as loadgale.capacity/1 with its whole curve, replaced after each step; its plan document beside it.
CREATE TABLE capacity_searches (
  key INTEGER PRIMARY KEY,
  id TEXT NOT NULL UNIQUE,
  status TEXT NOT NULL CHECK (status IN ('running', 'finished', 'stopped', 'failed')),
  started_at_ms INTEGER NOT NULL,
  document TEXT NOT NULL,
  result TEXT NOT NULL,
  owner_pid INTEGER NOT NULL,
  owner_token TEXT NOT NULL,
  heartbeat_at_ms INTEGER NOT NULL,
  deleted_at_ms INTEGER
) STRICT;

CREATE INDEX capacity_searches_newest ON capacity_searches (started_at_ms DESC, id DESC);
`
}
