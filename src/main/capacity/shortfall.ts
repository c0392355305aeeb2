import { sumOf, type StepSecond } from './step-second.ts'

/** Under this share of the planned rate a service is overloaded. */
const ENOUGH_ACHIEVED = 0.99

/** How far a service is behind the plan of a step. */
export interface Shortfall {
  /** Iterations that were planned and not completed in these seconds. */
  readonly undone: number
  /**
   * none: the service keeps up. Unclear: it falls behind by more than one that keeps up does in the long run, but by no
   * more than chance may in so short a time. Clear: it is overloaded.
   */
  readonly kind: 'none' | 'unclear' | 'clear'
}

/**
 * Iterations that are under way at the two ends of the seconds are no shortfall; their number varies by about its square
 * root, three times which is as good as never reached. That bound stays where it is as time goes by, and a real shortfall
 * grows, so that an unclear one becomes clear or vanishes.
 */
export function shortfallOf(seconds: readonly StepSecond[]): Shortfall {
  const dropped = sumOf(seconds, (second) => second.dropped)
  const underWay = sumOf(seconds, (second) => second.activeVus) / Math.max(1, seconds.length)
  const undone = undoneIn(seconds)
  if (dropped > 0) return { undone: Math.max(undone, dropped), kind: 'clear' }
  if (!isBehind(seconds)) return { undone, kind: 'none' }
  if (undone > 2 + 3 * Math.sqrt(underWay)) return { undone, kind: 'clear' }
  // A service that was only slow to begin has caught up by the second half.
  return { undone, kind: isBehind(seconds.slice(Math.floor(seconds.length / 2))) ? 'unclear' : 'none' }
}

function isBehind(seconds: readonly StepSecond[]): boolean {
  return undoneIn(seconds) > (1 - ENOUGH_ACHIEVED) * sumOf(seconds, (second) => second.planned)
}

function undoneIn(seconds: readonly StepSecond[]): number {
  return sumOf(seconds, (second) => second.planned - second.completed)
}
