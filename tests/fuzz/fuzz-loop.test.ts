import { describe, expect, it } from 'vitest'
import { mutateBytes } from './byte-mutations.ts'
import { fuzz } from './fuzz-loop.ts'
import type { FuzzTarget } from './fuzz-target.ts'
import { JsonMutator } from './json-mutations.ts'
import { FuzzRandom } from './random.ts'

/** Breaks on an unlikely word behind a word that has to be found first. */
function target(broken: RegExp): FuzzTarget {
  return {
    ...{ name: 'broken', extension: 'txt' },
    mutate: (input, other, random) => mutateBytes(input, other, random, ['key', '=', 'value']),
    check(input) {
      const text = input.toString('latin1')
      if (broken.test(text)) throw new Error('found it')
      return String(text.includes('key'))
    }
  }
}

const CORPUS = [Buffer.from('first line\nsecond 12\n'), Buffer.from('another')]
const untilFound = (cases: number): boolean => cases < 200_000

describe('the fuzzer', () => {
  it('finds what is broken and leaves out what the failure does not need', async () => {
    const { finding } = await fuzz(target(/key=.*value/s), CORPUS, { seed: 1, goesOn: untilFound })
    expect(finding?.message).toContain('found it')
    expect(finding?.input.toString()).toBe('key=value')
  })

  it('makes the same cases of the same seed, and others of another', async () => {
    const inputsOf = async (seed: number): Promise<string[]> => {
      const inputs: string[] = []
      const onCase = (input: Buffer): void => void inputs.push(input.toString('hex'))
      await fuzz(target(/never/), CORPUS, { seed, goesOn: (cases) => cases < 200, onCase })
      return inputs
    }
    const first = await inputsOf(5)
    expect(first).toHaveLength(200)
    expect(await inputsOf(5)).toEqual(first)
    expect(await inputsOf(6)).not.toEqual(first)
  })

  it('keeps an input with a new outcome, to go on from there', async () => {
    const { outcomes } = await fuzz(target(/never/), [Buffer.from('x')], {
      ...{ seed: 2, goesOn: (cases: number) => cases < 500 }
    })
    expect([...outcomes.keys()].sort()).toEqual(['false', 'true'])
  })

  it('mutates documents into documents', () => {
    const mutator = new JsonMutator(['version', 'flow'])
    const random = new FuzzRandom(3)
    const input = Buffer.from('{"version":1,"flow":[{"think":"1s"},null,true],"__proto__":{"a":0.5}}')
    for (let count = 0; count < 500; count++) {
      const mutated = mutator.mutate(input, input, random)
      expect(() => JSON.parse(mutated.toString())).not.toThrow()
    }
  })
})
