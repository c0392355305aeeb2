import { describe, expect, it } from 'vitest'
import { readCorpus } from './corpus.ts'
import { fuzz } from './fuzz-loop.ts'
import { FUZZ_TARGETS } from './targets/index.ts'

const SEED = 7
const CASES = 150

describe.each(FUZZ_TARGETS.map((target) => [target.name, target] as const))('fuzzing %s', (_, target) => {
  const corpus = readCorpus(target)

  it.each(corpus)('$name keeps every promise', async ({ input }) => {
    await expect(Promise.resolve(input).then((bytes) => target.check(bytes))).resolves.toBeTypeOf('string')
  })

  it(`finds nothing in ${CASES} mutations of the corpus`, async () => {
    const inputs = corpus.map(({ input }) => input)
    const { cases, finding } = await fuzz(target, inputs, { seed: SEED, goesOn: (count) => count < CASES })
    expect([finding, cases]).toEqual([null, CASES])
  }, 30_000)
})
