import type { RunListItem, RunListPage, RunListQuery } from '../../shared/history.ts'
import type { RunStatus, Verdict } from '../../shared/metrics/summary.ts'
import type { Connection } from './connection.ts'
import { Row } from './row.ts'
import { runNotFound } from './run-keys.ts'
import { readSparkline, sparklineOf } from './sparkline.ts'
import { StoreError } from './store-error.ts'
import type { Traffic } from './traffic.ts'
import { folding, hasText } from './text-search.ts'

const STATUSES: readonly RunStatus[] = ['running', 'finished', 'stopped', 'aborted', 'crashed']
const VERDICTS: readonly Verdict[] = ['passed', 'failed', 'none']

const ITEM_COLUMNS = `key, id, name, target, note, baseline, status, verdict, started_at_ms, duration_ms, requests,
  requests_per_second, p99_ms, failed_share, sparkline`

/** Runs as the list shows them: from their own small rows alone, unless a run is still going on. */
export interface RunList {
  list(query: RunListQuery): RunListPage
  /** @throws StoreError RUN_NOT_FOUND */
  item(id: string): RunListItem
}

export function createRunList(connection: Connection, traffic: Traffic): RunList {
  const { db } = connection
  const one = db.prepare(`SELECT ${ITEM_COLUMNS} FROM runs WHERE id = ? AND deleted_at_ms IS NULL`)
  const tagsOf = db.prepare('SELECT tag, value FROM run_tags WHERE run_key = ? ORDER BY tag')

  function itemOf(row: Row): RunListItem {
    const key = row.integer('key')
    const status = row.word('status', STATUSES)
    return {
      id: row.text('id'),
      name: row.text('name'),
      target: row.textOrNull('target'),
      startedAt: new Date(row.integer('started_at_ms')).toISOString(),
      status,
      verdict: row.word('verdict', VERDICTS),
      ...(status === 'running' ? figuresSoFar(key) : figuresOf(row)),
      tags: Object.fromEntries(
        tagsOf
          .all(key)
          .map(Row.of)
          .map((tag) => [tag.text('tag'), tag.text('value')])
      ),
      note: row.text('note'),
      baseline: row.flag('baseline')
    }
  }

  function figuresSoFar(key: number): RunFigures {
    const { seconds, completed, failedShare } = traffic.totals(key)
    return {
      durationMs: seconds * 1000,
      requests: completed,
      requestsPerSecond: seconds === 0 ? 0 : completed / seconds,
      p99Ms: null,
      failedShare,
      sparkline: sparklineOf(traffic.completedBySecond(key))
    }
  }

  return {
    list(query) {
      const limit = Math.max(1, Math.trunc(query.limit))
      const filter = filterOf(query)
      const page = pageOf(query.cursor)
      return connection.read(() => {
        const total = Row.of(
          db.prepare(`SELECT count(*) AS total FROM runs WHERE ${filter.sql}`).get(...filter.parameters)
        ).integer('total')
        const rows = db
          .prepare(
            `SELECT ${ITEM_COLUMNS} FROM runs WHERE ${filter.sql} AND ${page.sql}
             ORDER BY started_at_ms DESC, id DESC LIMIT ?`
          )
          .all(...filter.parameters, ...page.parameters, limit + 1)
          .map(Row.of)
        const shown = rows.slice(0, limit)
        const last = shown.at(-1)
        const more = rows.length > limit && last !== undefined
        const nextCursor = more ? `${last.integer('started_at_ms')}:${last.text('id')}` : null
        return { items: shown.map(itemOf), nextCursor, total }
      })
    },

    item(id) {
      return connection.read(() => {
        const row = Row.orNull(one.get(id))
        if (row === null) throw runNotFound(id)
        return itemOf(row)
      })
    }
  }
}

type RunFigures = Pick<
  RunListItem,
  'durationMs' | 'requests' | 'requestsPerSecond' | 'p99Ms' | 'failedShare' | 'sparkline'
>

function figuresOf(row: Row): RunFigures {
  return {
    durationMs: row.numberOrNaN('duration_ms'),
    requests: row.integer('requests'),
    requestsPerSecond: row.numberOrNaN('requests_per_second'),
    p99Ms: row.numberOrNull('p99_ms'),
    failedShare: row.numberOrNaN('failed_share'),
    sparkline: readSparkline(row.text('sparkline'))
  }
}

interface Condition {
  readonly sql: string
  readonly parameters: readonly (string | number)[]
}

/** Every word of the search stands somewhere in the run's name, target, note or a tag as `key=value`. */
function filterOf({ search, status }: RunListQuery): Condition {
  const conditions = ['deleted_at_ms IS NULL']
  const parameters: string[] = []
  if (status !== null) {
    conditions.push('status = ?')
    parameters.push(status)
  }
  for (const word of search.split(/\s+/).filter((part) => part !== '')) {
    conditions.push(
      `(${hasText('name')} OR ${hasText('target')} OR ${hasText('note')} OR EXISTS (
         SELECT 1 FROM run_tags WHERE run_key = runs.key AND ${hasText("tag || '=' || value")}))`
    )
    parameters.push(...Array<string>(4).fill(folding(word)))
  }
  return { sql: conditions.join(' AND '), parameters }
}

/** The page after the run at which the one before ended: new runs on top do not shift it. */
function pageOf(cursor: string | null): Condition {
  if (cursor === null) return { sql: 'TRUE', parameters: [] }
  const [, startedAtMs, id] = /^(-?\d{1,15}):(.+)$/s.exec(cursor) ?? []
  if (startedAtMs === undefined || id === undefined) {
    throw new StoreError('CURSOR_INVALID', `"${cursor}" is no place in the list of runs`)
  }
  return { sql: '(started_at_ms, id) < (?, ?)', parameters: [Number(startedAtMs), id] }
}
