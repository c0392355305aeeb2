import type { ApiClient } from '../../api/index.ts'
import type { RunListItem } from '../../../../shared/history.ts'

export interface Sides {
  readonly baseId: string | null
  readonly otherId: string | null
}

/** As many of the newest runs as a default is looked for in: one page of the main process. */
const NEWEST = 500

/** The two sides with what the history shows of them; null for a run that is not among the newest. */
export interface ChosenSides extends Sides {
  readonly base: RunListItem | null
  readonly other: RunListItem | null
}

/**
 * Fills in what was not chosen: the other run is the latest that has ended, the base is the starred run (the one of
 * the same name before any other) or else the run of the same name before it. A base that was chosen alone waits
 * for its partner.
 *
 * @throws ApiError when the history cannot be read
 */
export async function completeSides(api: ApiClient, wanted: Sides): Promise<ChosenSides> {
  const { items } = await api.call('history.list', { search: '', status: null, limit: NEWEST, cursor: null })
  const find = (runId: string | null): RunListItem | null => items.find(({ id }) => id === runId) ?? null
  const ended = items.filter(({ status }) => status !== 'running')
  const isOpen = wanted.baseId === null && wanted.otherId === null
  const other = isOpen ? latestOf(ended) : find(wanted.otherId)
  const otherId = wanted.otherId ?? other?.id ?? null
  const base = wanted.baseId === null ? defaultBase(ended, other) : find(wanted.baseId)
  return { baseId: wanted.baseId ?? base?.id ?? null, otherId, base, other }
}

/** A starred run is what one compares with, so that it is the other side only when there is nothing else. */
function latestOf(ended: readonly RunListItem[]): RunListItem | null {
  return ended.find(({ baseline }) => !baseline) ?? ended[0] ?? null
}

function defaultBase(ended: readonly RunListItem[], other: RunListItem | null): RunListItem | null {
  const candidates = ended.filter(({ id }) => id !== other?.id)
  const baselines = candidates.filter(({ baseline }) => baseline)
  if (other === null) return baselines[0] ?? null
  const hasSameName = ({ name }: RunListItem): boolean => name === other.name
  const isBefore = ({ startedAt }: RunListItem): boolean =>
    Date.parse(startedAt) < Date.parse(other.startedAt)
  const before = candidates.find((run) => hasSameName(run) && isBefore(run))
  return baselines.find(hasSameName) ?? baselines[0] ?? before ?? null
}
