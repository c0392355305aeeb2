import { z } from 'zod'
import { isFieldValue } from '../field-value.ts'
import { filledText, scalarText, text } from './document-values.ts'

/** The keys of a request that say what its body is; at most one of them stands in a request. */

const formValue = z.union([scalarText, z.array(scalarText, { error: 'a list of texts' })], {
  error: 'a text, a number, true, false or a list of them'
})

const typeError = 'a content type such as text/csv'
const partContent = {
  value: scalarText.optional(),
  file: filledText.optional(),
  filename: filledText.optional(),
  contentType: z
    .string({ error: typeError })
    .regex(/\S/, { error: typeError })
    .refine(isFieldValue, { error: typeError })
    .optional()
}

const namedPart = z.strictObject(
  { name: filledText, ...partContent },
  { error: 'a mapping with name and value or file' }
)
const partOfName = z.union(
  [scalarText, z.strictObject(partContent, { error: 'a mapping with value or file' })],
  {
    error: 'a text, a number, true or false, or a mapping with value or file'
  }
)

const noPart = 'at least one part'
const multipart = z.union(
  [
    z.array(namedPart, { error: 'a list of parts' }).min(1, { error: noPart }),
    z
      .record(filledText, partOfName, { error: 'a mapping of names to parts' })
      .refine((parts) => Object.keys(parts).length > 0, { error: noPart })
  ],
  { error: 'a list of parts, or a mapping of their names to values and files' }
)

export const bodyKeys = {
  body: text.optional(),
  json: z.unknown().optional(),
  form: z.record(z.string(), formValue, { error: 'a mapping of field names to values' }).optional(),
  multipart: multipart.optional(),
  bodyFile: filledText.optional()
}

export type FormDocument = Readonly<Record<string, z.output<typeof formValue>>>
export type MultipartDocument = z.output<typeof multipart>
export type PartDocument = z.output<typeof partOfName>
