import type { RunListItem } from '../../shared/history.ts'
import type { Connection } from './connection.ts'
import type { RunKeys } from './run-keys.ts'
import type { RunList } from './run-list.ts'
import type { Annotation } from './store-contract.ts'

/** What people add to a run afterwards; its measurements never change. */
export interface Annotations {
  annotate(id: string, annotation: Annotation): RunListItem
}

export function createAnnotations(connection: Connection, keys: RunKeys, list: RunList): Annotations {
  const { db } = connection
  const setNote = db.prepare('UPDATE runs SET note = ? WHERE key = ?')
  const setBaseline = db.prepare('UPDATE runs SET baseline = ? WHERE key = ?')
  const clearTags = db.prepare('DELETE FROM run_tags WHERE run_key = ?')
  const addTag = db.prepare('INSERT INTO run_tags (run_key, tag, value) VALUES (?, ?, ?)')

  return {
    annotate(id, { note, tags, baseline }) {
      return connection.write(() => {
        const key = keys.keyOf(id)
        if (note !== undefined) setNote.run(note, key)
        if (baseline !== undefined) setBaseline.run(baseline ? 1 : 0, key)
        if (tags !== undefined) {
          clearTags.run(key)
          for (const [tag, value] of Object.entries(tags)) addTag.run(key, tag, value)
        }
        return list.item(id)
      })
    }
  }
}
