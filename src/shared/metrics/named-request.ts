import type { RunSummary } from './summary.ts'

/** The figures of a request name; undefined where the run has none, also for a name that every object has something under. */
export function namedRequest(
  { requests }: Pick<RunSummary, 'requests'>,
  name: string
): RunSummary['requests'][string] | undefined {
  return Object.hasOwn(requests, name) ? requests[name] : undefined
}
