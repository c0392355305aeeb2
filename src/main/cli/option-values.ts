import { InvalidArgumentError } from 'commander'
import { DURATION_EXAMPLES } from '../../shared/duration.ts'
import { MAX_RATE } from '../../shared/plan/load-limits.ts'
import { typedDurationMs } from '../plan/index.ts'

/** Readers of option values; each says what it expected, and commander puts the option's name in front. */

export function wholeNumber(from: number, to: number): (text: string) => number {
  return (text) => {
    const value = /^\d+$/.test(text) ? Number(text) : NaN
    if (!(value >= from && value <= to)) {
      throw new InvalidArgumentError(`Expected a whole number from ${from} to ${to}.`)
    }
    return value
  }
}

/** Starts for each second. */
export function ratePerSecond(text: string): number {
  const value = /^\d*\.?\d+$/.test(text) ? Number(text) : NaN
  if (!(value > 0 && value <= MAX_RATE)) {
    throw new InvalidArgumentError(`Expected a number above 0 and at most ${MAX_RATE.toLocaleString('en')}.`)
  }
  return value
}

/** A share from "5" or "5%". */
export function percentage(text: string): number {
  const value = /^\d*\.?\d+%?$/.test(text) ? parseFloat(text) : NaN
  if (!(value >= 1 && value <= 50)) throw new InvalidArgumentError('Expected per cent from 1 to 50.')
  return value / 100
}

export function growthFactor(text: string): number {
  const value = /^\d*\.?\d+$/.test(text) ? Number(text) : NaN
  if (!(value >= 1.1 && value <= 10)) throw new InvalidArgumentError('Expected a factor from 1.1 to 10.')
  return value
}

/** Milliseconds. */
export function durationMs(text: string): number {
  const value = typedDurationMs(text)
  if (value === null || value <= 0) {
    throw new InvalidArgumentError(
      `Expected a duration such as ${DURATION_EXAMPLES}; a plain number is seconds.`
    )
  }
  return value
}

/** Collects `KEY=VALUE` of an option that may be given several times. */
export function keyValue(
  text: string,
  before: Readonly<Record<string, string>> = {}
): Record<string, string> {
  const equals = text.indexOf('=')
  if (equals < 1) throw new InvalidArgumentError('Expected KEY=VALUE.')
  return { ...before, [text.slice(0, equals)]: text.slice(equals + 1) }
}

/** Collects the values of an option that may be given several times. */
export function list(text: string, before: readonly string[] = []): string[] {
  return [...before, text]
}
