import { ApiError } from '../../../src/renderer/src/api/index.ts'
import type { RunListItem, RunListPage, RunListQuery } from '../../../src/shared/history.ts'
import { FakeApi } from './fake-api.ts'
import { runDetail } from './run-fixtures.ts'

const NEWEST_MS = Date.parse('2026-11-23T12:00:00Z')

/** The run number `index` of a history, 0 the newest, one each minute. */
export function listItem(index: number, overrides: Partial<RunListItem> = {}): RunListItem {
  return {
    ...runDetail(0).item,
    id: `run${String(index).padStart(4, '0')}`,
    name: `Run ${index}`,
    startedAt: new Date(NEWEST_MS - index * 60_000).toISOString(),
    sparkline: [1, 2, 3],
    ...overrides
  }
}

export function listItems(count: number): RunListItem[] {
  return Array.from({ length: count }, (_, index) => listItem(index))
}

/** The history of a main process in memory. */
export class FakeHistory {
  runs: readonly RunListItem[]
  /** Thrown by every call while it is set. */
  failure: ApiError | null = null
  readonly #deleted = new Map<string, RunListItem>()

  constructor(runs: readonly RunListItem[]) {
    this.runs = runs
  }

  readonly api = new FakeApi({
    'history.list': (query) => this.#orFail(() => this.#page(query)),
    'history.annotate': ({ runId, ...annotation }) =>
      this.#orFail(() => {
        this.runs = this.runs.map((run) => (run.id === runId ? { ...run, ...annotation } : run))
        return this.#find(runId)
      }),
    'history.delete': ({ runIds }) =>
      this.#orFail(() => {
        for (const id of runIds) this.#deleted.set(id, this.#find(id))
        this.runs = this.runs.filter(({ id }) => !runIds.includes(id))
        return null
      }),
    'history.restore': ({ runIds }) =>
      this.#orFail(() => {
        const restored = runIds.flatMap((id) => this.#deleted.get(id) ?? [])
        this.runs = [...this.runs, ...restored].sort((a, b) => b.startedAt.localeCompare(a.startedAt))
        return null
      }),
    'export.save': () => this.#orFail(() => ({ path: '/home/ada/run.json' })),
    'target.start': () => ({ url: 'http://127.0.0.1:1', document: { name: 'Practice' } }),
    'run.start': () => ({ runId: 'practice' }),
    'run.current': () => null
  })

  /** Requests that came in on a channel. */
  requests(channel: string): unknown[] {
    return this.api.calls.filter((call) => call.channel === channel).map(({ request }) => request)
  }

  #orFail<T>(answer: () => T): T {
    if (this.failure !== null) throw this.failure
    return answer()
  }

  #find(runId: string): RunListItem {
    const run = this.runs.find(({ id }) => id === runId)
    if (run === undefined) throw new ApiError('RUN_NOT_FOUND', `there is no run ${runId}`)
    return run
  }

  #page({ search, status, limit, cursor }: RunListQuery): RunListPage {
    const matching = this.runs.filter(
      (run) => `${run.name} ${run.note}`.includes(search) && (status === null || run.status === status)
    )
    // The cursor is a run, so that new runs on top do not shift the pages.
    const from = cursor === null ? 0 : matching.findIndex(({ id }) => id === cursor) + 1
    const items = matching.slice(from, from + limit)
    const nextCursor = from + limit < matching.length ? (items.at(-1)?.id ?? null) : null
    return { items, nextCursor, total: matching.length }
  }
}
