import type { RunComparison } from '../../../shared/compare.ts'

/** What `compare --json` writes. Documented in docs/cli.md; versioned. */
export interface ComparisonJson extends RunComparison {
  readonly schema: 'loadgale.compare/1'
}

export function comparisonJson(comparison: RunComparison): ComparisonJson {
  return { schema: 'loadgale.compare/1', ...comparison }
}
