import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { afterAll, expect, it } from 'vitest'
import { BodyFiles } from '../../../../src/main/engine/http/index.ts'
import type { TextOf } from '../../../../src/main/engine/scenario/compiled-auth.ts'
import type { TemplateScope } from '../../../../src/main/engine/scenario/compiled-template.ts'
import { VariableTable } from '../../../../src/main/engine/scenario/iteration-values.ts'
import { compileMultipart } from '../../../../src/main/engine/scenario/multipart-body.ts'
import type { PartPlan } from '../../../../src/shared/plan/body-plan.ts'
import { escapeTemplate } from '../../../../src/shared/plan/template.ts'
import { readMultipart, type ReadPart } from '../../../support/body-server.ts'

const folder = mkdtempSync(join(tmpdir(), 'loadgale-parts-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const scope: TemplateScope = {
  ...{ env: {}, secrets: {}, constants: new Map() },
  variables: new VariableTable(['echo'], () => null)
}
const constant: TextOf = (template) => template.constantText ?? ''

/** The parts that another reader finds in the body. */
function partsOf(parts: readonly PartPlan[], files: BodyFiles, textOf = constant): ReadPart[] {
  const { body, contentType } = compileMultipart(parts, scope, files).make(textOf)
  if (!(body instanceof Uint8Array)) throw new Error('the body is no bytes')
  return readMultipart(contentType ?? '', Buffer.from(body))
}

/** Text of what a body is made of, so that mistakes show. */
const text = fc
  .array(
    fc.oneof(fc.string({ unit: 'grapheme', maxLength: 5 }), fc.constantFrom('\r\n', '--', '"', '%22', '${'))
  )
  .map((pieces) => pieces.join(''))
  // The escapes of the HTML standard stand for two texts each.
  .filter((value) => !/%(22|0D|0A)/.test(value))

it('whatever the parts are, they are what is read back', () => {
  const bytesOfFile = fc.uint8Array({ maxLength: 50 })
  const part = fc.oneof(
    fc.record({ name: text, value: text }),
    fc.record({ name: text, filename: text, bytes: bytesOfFile })
  )
  fc.assert(
    fc.property(fc.array(part, { minLength: 1, maxLength: 4 }), (parts) => {
      const paths = parts.map((_, index) => ({ path: join(folder, `${index}.bin`) }))
      parts.forEach((given, index) => {
        if ('bytes' in given) writeFileSync(paths[index]?.path ?? '', given.bytes)
      })
      const files = new BodyFiles(Object.fromEntries(paths.map((path, index) => [String(index), path])))
      const plans = parts.map((given, index): PartPlan => {
        const content =
          'bytes' in given
            ? ({ kind: 'file', file: String(index), filename: escapeTemplate(given.filename) } as const)
            : ({ kind: 'value', text: escapeTemplate(given.value) } as const)
        return { key: index, name: escapeTemplate(given.name), contentType: null, content }
      })
      try {
        expect(partsOf(plans, files)).toEqual(
          parts.map((given) =>
            'bytes' in given
              ? {
                  ...{ name: given.name, filename: given.filename, type: 'application/octet-stream' },
                  bytes: Buffer.from(given.bytes)
                }
              : { name: given.name, filename: null, type: null, bytes: Buffer.from(given.value) }
          )
        )
      } finally {
        files.close()
      }
    }),
    { numRuns: 100 }
  )
})

it('a value that holds the boundary of the request before gets another boundary', () => {
  const part: PartPlan = { key: 0, name: 'a', contentType: null, content: { kind: 'value', text: '${echo}' } }
  const maker = compileMultipart([part], scope, new BodyFiles({}))
  let echo = ''
  const textOf: TextOf = (template) => template.constantText ?? echo
  for (let count = 0; count < 3; count++) {
    const { body, contentType } = maker.make(textOf)
    const read = readMultipart(contentType ?? '', Buffer.from(body instanceof Uint8Array ? body : []))
    expect(read.map(({ bytes }) => bytes.toString())).toEqual([echo])
    echo = `\r\n--${/boundary=(.*)/.exec(contentType ?? '')?.[1] ?? ''}--\r\n`
  }
})

it('a content type that a variable breaks apart is refused', () => {
  const content = { kind: 'value', text: '' } as const
  const maker = compileMultipart(
    [{ key: 0, name: 'a', contentType: '${echo}', content }],
    scope,
    new BodyFiles({})
  )
  expect(() => maker.make((template) => template.constantText ?? 'a\r\nb: c')).toThrow(
    /content type of the part a/
  )
})
