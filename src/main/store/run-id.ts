import { randomInt } from 'node:crypto'

/** Crockford's base 32: no i, l, o or u, so that an id survives being read aloud and typed. */
const ALPHABET = '0123456789abcdefghjkmnpqrstvwxyz'
const TIME_DIGITS = 8
const RANDOM_DIGITS = 3

/**
 * A new run id of 11 characters: hundredths of a second since 1970, then three random digits. Ids sort by time; two
 * of the same hundredth of a second are equal once in 32,768 times, which `runs.create` refuses.
 *
 * @param nowMs milliseconds since 1970
 */
export function newRunId(nowMs: number): string {
  return digits(Math.floor(nowMs / 10), TIME_DIGITS) + digits(randomInt(32 ** RANDOM_DIGITS), RANDOM_DIGITS)
}

/** What a user typed as the alphabet has it: lower case, o for 0, i and l for 1. */
export function normaliseRunId(typed: string): string {
  return typed.trim().toLowerCase().replaceAll('o', '0').replaceAll(/[il]/g, '1')
}

function digits(value: number, count: number): string {
  let text = ''
  for (let rest = value; text.length < count; rest = Math.floor(rest / 32))
    text = ALPHABET.charAt(rest % 32) + text
  return text
}
