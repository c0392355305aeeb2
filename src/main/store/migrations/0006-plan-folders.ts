import type { Migration } from './migration.ts'

export const planFolders: Migration = {
  version: 6,
  name: 'plan folders',
  sql: `
-- Where the relative paths of the document begin: the folder of the plan file. NULL where the plan stood in none, or the
-- run is of a version that did not ask.
ALTER TABLE run_documents ADD COLUMN folder TEXT;
ALTER TABLE capacity_searches ADD COLUMN folder TEXT;
`
}
