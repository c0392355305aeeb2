import type { FuzzRandom } from './random.ts'

/** A part of the code that must hold its promises for any input. */
export interface FuzzTarget {
  /** Names the target on the command line and its folder of the corpus. */
  readonly name: string
  /** Of the files in its corpus. */
  readonly extension: string
  /** Another input made of two that were there before. */
  mutate(input: Buffer, other: Buffer, random: FuzzRandom): Buffer
  /**
   * Throws when a promise is broken. Depends on the input alone, so that the input reproduces what it found.
   *
   * @returns in a word or two what became of the input: one with a new outcome is kept to be mutated further
   */
  check(input: Buffer): string | Promise<string>
}

/** Fails the input with a message; what a check calls when a promise is broken. */
export function require(holds: boolean, broken: () => string): void {
  if (!holds) throw new Error(broken())
}

/** The kind of a message for an outcome: what stands in it before anything of the input. */
export function kindOf(message = ''): string {
  return message.split(/["'\d(]/, 1)[0]?.slice(0, 40) ?? ''
}
