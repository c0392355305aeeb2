import { loadShape, type LoadPoint } from './load-shape.ts'
import type { Plan } from './plan.ts'

/**
 * The most requests a second that a plan's schedule asks for: at each moment the sum over the open scenarios of their
 * iteration rate times the requests of an iteration, redirects left out. Null for a plan without an arrival rate, whose
 * rate follows from the service.
 */
export function peakRequestRate({ scenarios }: Plan): number | null {
  const lines = scenarios.flatMap(({ executor, startTimeMs, flow }) => {
    const { unit, points } = loadShape(executor)
    const requests = flow.filter(({ kind }) => kind === 'request').length
    return unit === 'iterationsPerSecond' ? [{ points, startTimeMs, requests }] : []
  })
  if (lines.length === 0) return null
  // Sums of straight lines have their maximum at an end of one of them.
  const moments = new Set(
    lines.flatMap(({ points, startTimeMs }) => points.map(({ timeMs }) => startTimeMs + timeMs))
  )
  const sums = [...moments].map((timeMs) =>
    lines.reduce((sum, line) => sum + line.requests * valueAt(line.points, timeMs - line.startTimeMs), 0)
  )
  return Math.max(...sums)
}

/** The higher of both sides of a jump; 0 outside of the line. */
function valueAt(points: readonly LoadPoint[], timeMs: number): number {
  let highest = 0
  for (const [index, point] of points.entries()) {
    const next = points[index + 1]
    if (point.timeMs === timeMs) highest = Math.max(highest, point.value)
    if (next === undefined || timeMs <= point.timeMs || timeMs >= next.timeMs) continue
    const share = (timeMs - point.timeMs) / (next.timeMs - point.timeMs)
    highest = Math.max(highest, point.value + share * (next.value - point.value))
  }
  return highest
}
