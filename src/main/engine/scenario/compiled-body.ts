import type { BodyPlan } from '../../../shared/plan/body-plan.ts'
import { formEncoded } from '../../../shared/plan/form-encoding.ts'
import { StreamedBody, type BodyFiles } from '../http/index.ts'
import type { BodyMaker, MadeBody } from './body-maker.ts'
import { asJsonText, asText, CompiledTemplate, type Escape, type TemplateScope } from './compiled-template.ts'
import { compileMultipart } from './multipart-body.ts'

const ESCAPES: Readonly<Record<'text' | 'json' | 'form', Escape>> = {
  text: asText,
  json: asJsonText,
  form: formEncoded
}

/**
 * @throws UnresolvedReferenceError for a name of the environment or a secret that has no value
 * @throws Error for a file that cannot be read
 */
export function compileBody(body: BodyPlan | null, scope: TemplateScope, files: BodyFiles): BodyMaker {
  if (body === null) return constantBody(null)
  switch (body.kind) {
    case 'multipart':
      return compileMultipart(body.parts, scope, files)
    case 'file': {
      const file = files.open(body.file)
      return constantBody(file.byteLength > files.mostKeptBytes ? new StreamedBody([file]) : file.bytes())
    }
    default: {
      const template = CompiledTemplate.compile(body.text, scope, ESCAPES[body.kind])
      return {
        templates: [template],
        make: (textOf) => ({ body: Buffer.from(textOf(template), 'utf8'), contentType: null })
      }
    }
  }
}

function constantBody(body: MadeBody['body']): BodyMaker {
  const made = { body, contentType: null }
  return { templates: [], make: () => made }
}
