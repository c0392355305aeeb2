import { z } from 'zod'
import { filledText, text } from './document-values.ts'

const error = 'none, or a mapping with basic, bearer or digest'
const credentials = z
  .strictObject(
    { username: filledText, password: text },
    { error: 'a mapping with username and password, which may be references such as ${env.PASSWORD}' }
  )
  .optional()

/** How a request proves who sends it, in `defaults` and in the request itself. */
export const authDocument = z.union(
  [
    z.string({ error }).regex(/^none$/, { error }),
    z.strictObject(
      {
        basic: credentials,
        bearer: z
          .strictObject(
            { token: filledText },
            { error: 'a mapping with token, which may be a reference such as ${env.TOKEN}' }
          )
          .optional(),
        digest: credentials
      },
      { error }
    )
  ],
  { error }
)

export type AuthDocument = z.output<typeof authDocument>
