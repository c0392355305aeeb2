/** More of the judged seconds than this make a whole run suspect or saturated; fewer are left out of its figures. */
const MATERIAL_SHARE = 0.05
/** A single second is an incident, however short the run. */
const LEAST_SECONDS = 2

/**
 * Whether a second counts where a run is judged by its seconds: a whole one, after the first, in which connections are
 * made, and after the warm-up.
 */
export function isJudgedSecond(
  second: number,
  run: { readonly warmUpMs: number; readonly durationMs: number }
): boolean {
  return second > 0 && second * 1000 >= run.warmUpMs && (second + 1) * 1000 <= run.durationMs
}

/** Whether so many of the judged seconds tell something about the whole run. */
export function isMaterial(seconds: number, judgedSeconds: number): boolean {
  return seconds >= LEAST_SECONDS && seconds > judgedSeconds * MATERIAL_SHARE
}
