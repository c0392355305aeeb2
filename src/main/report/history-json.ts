import type { RunListItem, RunListPage } from '../../shared/history.ts'

/** What `history --json` writes. Documented in docs/cli.md; versioned. */
export interface HistoryJson {
  readonly schema: 'loadgale.history/1'
  readonly total: number
  readonly nextCursor: string | null
  readonly runs: readonly RunListItem[]
}

export function historyJson({ items, nextCursor, total }: RunListPage): HistoryJson {
  return { schema: 'loadgale.history/1', total, nextCursor, runs: items }
}
