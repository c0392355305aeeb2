import { z } from 'zod'
import { DURATION_EXAMPLES, parseDuration } from '../duration.ts'

/** The kinds of value that several parts of a plan document share; each `error` follows "expected" in a message. */

export const wholeNumber = (min: number, max = Number.MAX_SAFE_INTEGER) => {
  const error =
    max === Number.MAX_SAFE_INTEGER
      ? `a whole number of ${min} or more`
      : `a whole number from ${min} to ${max.toLocaleString('en')}`
  return z.int({ error }).min(min, { error }).max(max, { error })
}

const durationError = `a duration such as ${DURATION_EXAMPLES}`
export const anyDuration = z
  .union([z.string(), z.number()], { error: durationError })
  .refine((value) => parseDuration(value) !== null, { error: durationError })
  .meta({ description: `Duration: text such as ${DURATION_EXAMPLES}, or a number of milliseconds.` })

export const positiveDuration = anyDuration.refine((value) => parseDuration(value) !== 0, {
  error: `a duration above zero such as ${DURATION_EXAMPLES}`
})

export const text = z.string({ error: 'a text' })
export const filledText = z.string({ error: 'a text' }).min(1, { error: 'a text that is not empty' })
/** A name or an address: white space alone is none, and the form takes it for an empty field. */
export const visibleText = z.string({ error: 'a text' }).regex(/\S/, { error: 'a text that is not empty' })
export const truth = z.boolean({ error: 'true or false' })
export const scalarText = z.union([z.string(), z.number(), z.boolean()], {
  error: 'a text, a number, true or false'
})
