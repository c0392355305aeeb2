import type { Migration } from './migration.ts'

export const generatorWatch: Migration = {
  version: 2,
  name: 'generator watch',
  sql: `
-- NULL is not known: of seconds from before this step, and where the system does not say.
ALTER TABLE run_seconds ADD COLUMN machine_cpu REAL;
ALTER TABLE run_seconds ADD COLUMN steal REAL;
ALTER TABLE run_seconds ADD COLUMN open_descriptors INTEGER;
ALTER TABLE run_seconds ADD COLUMN local_ports INTEGER;
`
}
