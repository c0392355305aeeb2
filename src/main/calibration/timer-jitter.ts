const SAMPLES = 200
const INTERVAL_MS = 5

/** How late each of two hundred timers of this thread comes, in ascending order of milliseconds; takes about a second. */
export async function timerJitterMs(): Promise<number[]> {
  const lateMs: number[] = []
  for (let sample = 0; sample < SAMPLES; sample++) {
    const dueMs = performance.now() + INTERVAL_MS
    await new Promise((resolve) => setTimeout(resolve, INTERVAL_MS))
    lateMs.push(Math.max(0, performance.now() - dueMs))
  }
  return lateMs.sort((a, b) => a - b)
}
