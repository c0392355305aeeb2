import type { DefinitionKey } from '../../components/definitions.ts'

/** A column of the history's table. */
interface RunColumn {
  readonly label: string
  readonly number?: boolean
  readonly definition?: DefinitionKey
  readonly tip?: string
  /** The width below which the column is left out; its content is in the tooltip of the name. */
  readonly fold?: 'medium' | 'small' | 'tiny'
}

/** In their order, between the star and the menu. */
export const RUN_COLUMNS: readonly RunColumn[] = [
  { label: 'Name' },
  { label: 'Rate', tip: 'Requests per second over the run', fold: 'medium' },
  { label: 'Target', fold: 'small' },
  { label: 'Started', fold: 'tiny' },
  { label: 'Took', number: true, fold: 'medium' },
  { label: 'Status' },
  { label: 'Verdict', tip: 'Whether the thresholds of the plan hold' },
  { label: 'req/s', number: true, definition: 'requestRate' },
  { label: 'p99 ms', number: true, definition: 'p99' },
  { label: 'Failed', number: true, definition: 'errorShare' },
  { label: 'Tags', fold: 'small' },
  { label: 'Note', fold: 'tiny' }
]
