import type { FuzzRandom } from './random.ts'

const LARGEST_INPUT = 4096
const ODD_BYTES = [0, 9, 10, 13, 32, 34, 44, 48, 58, 59, 61, 92, 127, 128, 255] as const

type Mutation = (bytes: Buffer, other: Buffer, random: FuzzRandom, words: readonly string[]) => Buffer

function replaced(bytes: Buffer, start: number, end: number, by: Uint8Array): Buffer {
  return Buffer.concat([bytes.subarray(0, start), by, bytes.subarray(end)])
}

/** A short stretch, as its first and its last offset. */
function stretch(bytes: Buffer, random: FuzzRandom): [start: number, end: number] {
  const start = random.int(bytes.length + 1)
  return [start, Math.min(bytes.length, start + random.few(32))]
}

/** Offsets at which a line begins, with the end of the text. */
function lineStarts(bytes: Buffer): number[] {
  const starts = [0]
  for (let at = bytes.indexOf(10); at >= 0; at = bytes.indexOf(10, at + 1)) starts.push(at + 1)
  if (starts.at(-1) !== bytes.length) starts.push(bytes.length)
  return starts
}

function someLine(bytes: Buffer, random: FuzzRandom): Buffer {
  const starts = lineStarts(bytes)
  const line = random.int(starts.length)
  return bytes.subarray(starts[line], starts[line + 1])
}

const MUTATIONS: readonly Mutation[] = [
  (bytes, _, random) => {
    const copy = Buffer.from(bytes)
    if (copy.length > 0) copy[random.int(copy.length)]! ^= 1 << random.int(8)
    return copy
  },
  (bytes, _, random) => {
    const at = random.int(bytes.length + 1)
    return replaced(bytes, at, Math.min(bytes.length, at + random.int(2)), Buffer.of(random.pick(ODD_BYTES)))
  },
  (bytes, _, random) => {
    const [start, end] = stretch(bytes, random)
    return replaced(bytes, start, end, Buffer.alloc(0))
  },
  (bytes, _, random) => {
    const [start, end] = stretch(bytes, random)
    return replaced(bytes, end, end, Buffer.concat(Array(random.few(64)).fill(bytes.subarray(start, end))))
  },
  (bytes, other, random) => {
    const [start, end] = stretch(other, random)
    const at = random.int(bytes.length + 1)
    return replaced(bytes, at, random.oneIn(2) ? at : bytes.length, other.subarray(start, end))
  },
  (bytes, other, random) =>
    Buffer.concat([
      bytes.subarray(0, random.int(bytes.length + 1)),
      other.subarray(random.int(other.length + 1))
    ]),
  (bytes, other, random) => {
    const at = random.pick(lineStarts(bytes))
    return replaced(bytes, at, at, someLine(random.oneIn(2) ? bytes : other, random))
  },
  (bytes, _, random) => {
    const starts = lineStarts(bytes)
    const line = random.int(starts.length)
    return replaced(bytes, starts[line] ?? 0, starts[line + 1] ?? bytes.length, Buffer.alloc(0))
  },
  (bytes, _, random, words) => {
    const [start, end] = stretch(bytes, random)
    const word = Buffer.from(words.length === 0 ? '' : random.pick(words), 'latin1')
    return replaced(bytes, start, random.oneIn(2) ? start : end, word)
  },
  (bytes, _, random) => replaceNumber(bytes, random)
]

const ODD_NUMBERS = [
  ...['0', '1', '-1', '00', '7', '16', '100', '65536', '4294967296', '9007199254740991', '9007199254740993'],
  ...[
    '99999999999999999999',
    '1e3',
    '1e999',
    '-0',
    '0.1',
    'NaN',
    'f',
    'ffffffff',
    '1fffffffffffff',
    '20000000000000'
  ]
] as const

/** Lengths, statuses, limits: a number in the text becomes another. */
function replaceNumber(bytes: Buffer, random: FuzzRandom): Buffer {
  const numbers = [...bytes.toString('latin1').matchAll(/\d+/g)]
  if (numbers.length === 0) return bytes
  const { index, 0: digits } = random.pick(numbers)
  const near = String(Number(digits) + random.int(3) - 1)
  const number = Buffer.from(random.oneIn(2) ? near : random.pick(ODD_NUMBERS))
  return replaced(bytes, index, index + digits.length, number)
}

/** Some mutations of the bytes one after the other; `words` are what the grammar of the target is made of. */
export function mutateBytes(
  input: Buffer,
  other: Buffer,
  random: FuzzRandom,
  words: readonly string[]
): Buffer {
  let bytes = input
  for (let count = random.few(6); count > 0; count--) {
    bytes = random.pick(MUTATIONS)(bytes, other, random, words)
    if (bytes.length > LARGEST_INPUT) bytes = bytes.subarray(0, LARGEST_INPUT)
  }
  return Buffer.from(bytes)
}
