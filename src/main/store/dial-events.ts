import type { DialEvent } from '../../shared/plan/dial.ts'
import type { Connection } from './connection.ts'
import { Row } from './row.ts'
import type { RunKeys } from './run-keys.ts'

/** What the hand did to the load of runs. */
export interface DialHistory {
  addDialEvent(id: string, event: DialEvent): void
  dialEvents(id: string): DialEvent[]
}

const ACTIONS = ['set', 'pause', 'resume'] as const

export function createDialEvents(connection: Connection, keys: RunKeys): DialHistory {
  const insert = connection.db.prepare(
    `INSERT INTO dial_events (run_key, number, at_ms, action, scenario, value)
     SELECT ?, 1 + coalesce(max(number), 0), ?, ?, ?, ? FROM dial_events WHERE run_key = ?`
  )
  const select = connection.db.prepare(
    'SELECT at_ms, action, scenario, value FROM dial_events WHERE run_key = ? ORDER BY number'
  )
  return {
    addDialEvent(id, event) {
      const [scenario, value] = event.action === 'set' ? [event.scenario, event.value] : [null, null]
      connection.write(() => {
        const key = keys.keyOf(id)
        insert.run(key, event.atMs, event.action, scenario, value, key)
      })
    },

    dialEvents(id) {
      return connection.read(() => select.all(keys.keyOf(id)).map(Row.of).map(eventOf))
    }
  }
}

function eventOf(row: Row): DialEvent {
  const atMs = row.number('at_ms')
  const action = row.word('action', ACTIONS)
  return action === 'set'
    ? { action, atMs, scenario: row.text('scenario'), value: row.number('value') }
    : { action, atMs }
}
