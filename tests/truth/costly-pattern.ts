/** A pattern that V8 tries in 2^n ways on n letters before it gives up; the plan's extraction does the work. */
export const COSTLY_PATTERN = '(a+)+b'

const ROUNDS = 3
const ROOM = 1.6

/**
 * A body on which the pattern takes at least so much processor time on a core of its own; each letter doubles it, so up
 * to about three times as long. Measured as the processor's time, and with room for a core that its other half slows.
 */
export function bodyThatTakes(ms: number): string {
  const pattern = new RegExp(COSTLY_PATTERN)
  for (let letters = 4; ; letters++) {
    const body = 'a'.repeat(letters)
    if (leastMs(pattern, body) >= ROOM * ms) return body
  }
}

/** The least of a few rounds: the machine's other work can only add. */
function leastMs(pattern: RegExp, body: string): number {
  let least = Infinity
  for (let round = 0; round < ROUNDS; round++) {
    const before = process.threadCpuUsage()
    pattern.exec(body)
    const { user, system } = process.threadCpuUsage(before)
    least = Math.min(least, (user + system) / 1000)
  }
  return least
}
