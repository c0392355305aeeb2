/** A pattern that V8 tries in 2^n ways on n letters before it gives up; the plan's extraction does the work. */
export const COSTLY_PATTERN = '(a+)+b'

const ROUNDS = 3

/** A body on which the pattern takes at least so long; each letter doubles it, so up to about twice as long. */
export function bodyThatTakes(ms: number): string {
  const pattern = new RegExp(COSTLY_PATTERN)
  for (let letters = 4; ; letters++) {
    const body = 'a'.repeat(letters)
    if (leastMs(pattern, body) >= ms) return body
  }
}

/** The least of a few rounds: the machine's other work can only add. */
function leastMs(pattern: RegExp, body: string): number {
  let least = Infinity
  for (let round = 0; round < ROUNDS; round++) {
    const startMs = performance.now()
    pattern.exec(body)
    least = Math.min(least, performance.now() - startMs)
  }
  return least
}
