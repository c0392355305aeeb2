import type { Connection } from './connection.ts'
import { Row } from './row.ts'
import { normaliseRunId } from './run-id.ts'
import { runNotFound } from './run-keys.ts'
import { StoreError } from './store-error.ts'

/** So many candidates of an ambiguous beginning are named. */
const SHOWN_CANDIDATES = 5

/** What a user types for a run, see RunHistory.resolve. */
export interface RunReferences {
  resolve(reference: string): string
}

export function createRunReferences(connection: Connection): RunReferences {
  const { db } = connection
  const newest = (condition: string) =>
    db.prepare(
      `SELECT id FROM runs WHERE deleted_at_ms IS NULL AND ${condition} ORDER BY started_at_ms DESC, id DESC LIMIT 1`
    )
  const latest = newest('TRUE')
  const baseline = newest('baseline = 1')
  const tagged = newest('key IN (SELECT run_key FROM run_tags WHERE tag = ?)')
  const taggedWith = newest('key IN (SELECT run_key FROM run_tags WHERE tag = ? AND value = ?)')
  const exact = db.prepare('SELECT id FROM runs WHERE id = ? AND deleted_at_ms IS NULL')
  // Every character of an id sorts before '~'.
  const beginning = db.prepare(
    `SELECT id FROM runs WHERE id >= ? AND id < ? || '~' AND deleted_at_ms IS NULL ORDER BY id LIMIT ${SHOWN_CANDIDATES}`
  )

  function byTag(tag: string): unknown {
    const equals = tag.indexOf('=')
    return equals < 0 ? tagged.get(tag) : taggedWith.get(tag.slice(0, equals), tag.slice(equals + 1))
  }

  function beginningWith(typed: string, reference: string): string | null {
    if (typed === '') return null
    const ids = beginning
      .all(typed, typed)
      .map(Row.of)
      .map((row) => row.text('id'))
    if (ids.length < 2) return ids[0] ?? null
    const more = ids.length === SHOWN_CANDIDATES ? ', ...' : ''
    throw new StoreError(
      'RUN_AMBIGUOUS',
      `"${reference}" is the beginning of several runs: ${ids.join(', ')}${more}`
    )
  }

  function named(reference: string): unknown {
    if (reference === 'latest') return latest.get()
    if (reference === 'baseline') return baseline.get()
    if (reference.startsWith('tag:')) return byTag(reference.slice('tag:'.length))
    return exact.get(reference)
  }

  return {
    resolve(reference) {
      return connection.read(() => {
        const row = Row.orNull(named(reference))
        if (row !== null) return row.text('id')
        const word = reference === 'latest' || reference === 'baseline' || reference.startsWith('tag:')
        const id = word
          ? null
          : (beginningWith(reference, reference) ?? beginningWith(normaliseRunId(reference), reference))
        if (id === null) throw runNotFound(`"${reference}"`)
        return id
      })
    }
  }
}
