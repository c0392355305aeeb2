/** In seconds. The last second of a run is seldom a whole one. */
export function secondLength(second: number, durationMs: number): number {
  const rest = durationMs / 1000 - second
  return rest > 0 && rest < 1 ? rest : 1
}
