import { countOf, formatCount, formatRate } from '../../format/number.ts'
import { formatDuration } from '../../format/time.ts'
import type { LoadPreview } from './load-preview.ts'

export interface LoadFact {
  readonly term: string
  readonly text: string
}

/** The total length, iterations and requests of a scenario in words. */
export function loadFacts(preview: LoadPreview, requestsPerIteration: number): LoadFact[] {
  const facts = [
    { term: 'Length', text: lengthText(preview) },
    { term: 'Iterations', text: iterationsText(preview) },
    { term: 'Requests', text: requestsText(preview, requestsPerIteration) }
  ]
  // Elsewhere the shape itself counts users.
  if (preview.shape.unit === 'vus') return facts
  return [...facts, { term: 'Users', text: `as many as it takes, ${formatCount(preview.maxVus)} at most` }]
}

/** Several scenarios together: when the last of them stops starting iterations. */
export function wholeRunFact(previews: readonly LoadPreview[]): LoadFact {
  const endMs = Math.max(...previews.map((preview) => preview.endMs))
  const most = previews.some(({ endsEarly }) => endsEarly) ? 'at most ' : ''
  return { term: 'Whole run', text: `${most}${lengthOf(endMs)}, ${previews.length} scenarios` }
}

/** A load in its unit: "500/s", "1 VU". Short enough for a tab. */
export function loadText(unit: LoadPreview['shape']['unit'], value: number): string {
  if (unit === 'iterationsPerSecond') return `${rate(value)}/s`
  return countOf(value, 'VU')
}

function lengthText({ startMs, endMs, endsEarly, gracefulStopMs }: LoadPreview): string {
  const length = lengthOf(endMs - startMs)
  const start = startMs === 0 ? '' : `, from ${lengthOf(startMs)} on`
  const grace = gracefulStopMs === 0 ? '' : `, then up to ${formatDuration(gracefulStopMs)} to finish`
  return endsEarly ? `until done, at most ${length}${start}` : `${length}${start}${grace}`
}

function lengthOf(ms: number): string {
  return ms === 0 ? '0 s' : formatDuration(ms)
}

function iterationsText({ iterations }: LoadPreview): string {
  return iterations === null ? 'as many as the users get done' : formatCount(iterations)
}

function requestsText({ iterations, shape, peak }: LoadPreview, each: number): string {
  if (each === 0) return 'none: the scenario has no request'
  const total = iterations === null ? null : formatCount(iterations * each)
  if (shape.unit === 'iterationsPerSecond') return `${total ?? ''} in all, ${rate(peak * each)}/s at the peak`
  return total ?? `${each} in each iteration`
}

/** Whole rates without a decimal: 5 -> "5", 0.5 -> "0.5". */
function rate(value: number): string {
  return Number.isInteger(value) ? formatCount(value) : formatRate(value)
}
