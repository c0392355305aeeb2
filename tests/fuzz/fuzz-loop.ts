import type { FuzzTarget } from './fuzz-target.ts'
import { FuzzRandom } from './random.ts'

const MOST_KEPT = 400
const MOST_ATTEMPTS_TO_SHRINK = 3000

export interface Finding {
  readonly message: string
  readonly input: Buffer
}

export interface FuzzReport {
  readonly cases: number
  /** How often each outcome came about. */
  readonly outcomes: ReadonlyMap<string, number>
  readonly finding: Finding | null
}

export interface FuzzOptions {
  readonly seed: number
  /** Asked before each case, with the number of cases so far. */
  readonly goesOn: (cases: number) => boolean
  /** Told of each input before it is checked, for one that never comes back. */
  readonly onCase?: (input: Buffer) => void
}

/**
 * Mutates the corpus until something breaks or `goesOn` says no. The same seed, corpus and code give the same cases in
 * the same order.
 */
export async function fuzz(
  target: FuzzTarget,
  corpus: readonly Buffer[],
  { seed, goesOn, onCase = () => undefined }: FuzzOptions
): Promise<FuzzReport> {
  const random = new FuzzRandom(seed)
  const kept = [...corpus]
  const outcomes = new Map<string, number>()
  for (let cases = 0; ; cases++) {
    if (!goesOn(cases)) return { cases, outcomes, finding: null }
    const input = target.mutate(random.pick(kept), random.pick(kept), random)
    onCase(input)
    try {
      const outcome = await target.check(input)
      const seen = outcomes.get(outcome) ?? 0
      outcomes.set(outcome, seen + 1)
      if (seen === 0 || random.oneIn(2000)) keep(kept, input, corpus.length, random)
    } catch (error) {
      const finding = await shrink(target, { input, message: messageOf(error) }, onCase)
      return { cases: cases + 1, outcomes, finding }
    }
  }
}

/** The corpus itself always stays. */
function keep(kept: Buffer[], input: Buffer, corpusSize: number, random: FuzzRandom): void {
  if (kept.length < MOST_KEPT) kept.push(input)
  else kept[corpusSize + random.int(MOST_KEPT - corpusSize)] = input
}

/** Leaves out whatever the failure does not need. Another failure on the way is as good. */
async function shrink(target: FuzzTarget, found: Finding, onCase: (input: Buffer) => void): Promise<Finding> {
  let finding = found
  let attempts = 0
  for (let size = Math.ceil(found.input.length / 2); size >= 1; size = Math.floor(size / 2)) {
    for (let at = 0; at < finding.input.length && attempts < MOST_ATTEMPTS_TO_SHRINK; attempts++) {
      const { input } = finding
      const smaller = Buffer.concat([input.subarray(0, at), input.subarray(at + size)])
      onCase(smaller)
      const message = await failureOf(target, smaller)
      if (message === null) at += size
      else finding = { input: smaller, message }
    }
  }
  return finding
}

async function failureOf(target: FuzzTarget, input: Buffer): Promise<string | null> {
  try {
    await target.check(input)
    return null
  } catch (error) {
    return messageOf(error)
  }
}

function messageOf(error: unknown): string {
  return error instanceof Error ? (error.stack ?? error.message) : String(error)
}
