import type { FuzzRandom } from './random.ts'

const LARGEST_TEXT = 6000
const ODD_VALUES: readonly unknown[] = [
  ...[null, true, false, 0, -1, 1, 1.5, 1e-9, 1e15, 2 ** 53 + 2, 1e308, [], {}, [[]], [null], { a: 1 }],
  ...[
    '',
    ' ',
    'x',
    '0',
    '1s',
    '-1s',
    '1.5h',
    '250ms',
    '1h30m',
    '1e3',
    '200-299',
    '2xx',
    'http://127.0.0.1:8080'
  ],
  ...[
    'https://[::1]/',
    'http://',
    '//x',
    'ftp://x/',
    '/a?b=c#d',
    '$.items[0].id',
    '$[',
    '(',
    '(a+)+$',
    '[a-z]'
  ],
  ...[
    '${user}',
    '${env.TOKEN}',
    '${secret.KEY}',
    '${vu}',
    '${iteration}',
    '${uuid}',
    '${nope}',
    '${',
    '$${',
    '${}'
  ],
  ...['p(95)<200', 'rate<0.01', 'p(101)<1', 'avg<1s', 'count>=0', 'http_req_failed', 'http_reqs{name:list}'],
  ...['a\r\nb', '\u0000', '\ud800', 'ümläut', '__proto__', 'toString', 'x'.repeat(500)]
]
const ODD_KEYS = [
  '',
  ' ',
  '0',
  '-1',
  '__proto__',
  'constructor',
  'toString',
  'a.b',
  'a"b',
  'ä',
  '\n',
  'x'.repeat(200)
]

type Json = Record<string, unknown> | readonly unknown[]

function isJson(value: unknown): value is Json {
  return typeof value === 'object' && value !== null
}

/** Every value below `value`, itself included. */
function allValues(value: unknown): unknown[] {
  return isJson(value) ? [value, ...Object.values(value).flatMap(allValues)] : [value]
}

/** Mutates documents by their structure; `words` are the keys and values that the grammar of the document knows. */
export class JsonMutator {
  readonly #words: readonly string[]

  constructor(words: readonly string[]) {
    this.#words = words
  }

  mutate(input: Buffer, other: Buffer, random: FuzzRandom): Buffer {
    let document = parsed(input)
    const donors = allValues(parsed(other))
    for (let count = random.few(5); count > 0; count--) document = this.#edited(document, donors, random)
    const text = JSON.stringify(document) ?? 'null'
    return text.length > LARGEST_TEXT ? input : Buffer.from(text)
  }

  /** The document with a change at one place. */
  #edited(document: unknown, donors: readonly unknown[], random: FuzzRandom): unknown {
    let toGo = random.int(allValues(document).length)
    const walk = (value: unknown): unknown => {
      if (toGo-- === 0) return this.#changed(value, donors, random)
      if (!isJson(value)) return value
      if (Array.isArray(value)) return value.map(walk)
      return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, walk(inner)]))
    }
    return walk(document)
  }

  #changed(value: unknown, donors: readonly unknown[], random: FuzzRandom): unknown {
    if (random.oneIn(4)) return random.pick(random.oneIn(2) ? donors : ODD_VALUES)
    if (Array.isArray(value)) return this.#changedList(value, donors, random)
    if (isJson(value)) return this.#changedObject(value, donors, random)
    if (typeof value === 'string') return this.#changedText(value, random)
    if (typeof value === 'number') return value * random.pick([0, -1, 0.5, 10, 1e6]) + random.int(3) - 1
    return random.pick(ODD_VALUES)
  }

  #changedList(list: readonly unknown[], donors: readonly unknown[], random: FuzzRandom): unknown[] {
    const at = random.int(list.length + 1)
    const put = random.oneIn(2) ? list[random.int(list.length)] : random.pick(donors)
    const added = Array<unknown>(random.oneIn(20) ? 40 : 1).fill(put ?? null)
    return list.toSpliced(at, random.int(2), ...(random.oneIn(3) ? [] : added))
  }

  #changedObject(object: Json, donors: readonly unknown[], random: FuzzRandom): unknown {
    const entries = Object.entries(object)
    const at = random.int(entries.length + 1)
    const [key, value] = entries[at] ?? [this.#word(random), random.pick(donors)]
    switch (random.int(4)) {
      case 0:
        return Object.fromEntries(entries.toSpliced(at, 1))
      case 1:
        return Object.fromEntries(entries.toSpliced(at, 1, [this.#word(random), value]))
      case 2:
        return Object.fromEntries([...entries, [this.#word(random), random.pick([value, ...ODD_VALUES])]])
      default:
        return Object.fromEntries(entries.toSpliced(at, 1, [key, random.pick([...donors, ...ODD_VALUES])]))
    }
  }

  #changedText(text: string, random: FuzzRandom): string {
    const at = random.int(text.length + 1)
    const odd = String(random.pick(ODD_VALUES))
    return text.slice(0, at) + (random.oneIn(2) ? odd : this.#word(random)) + text.slice(at + random.int(3))
  }

  #word(random: FuzzRandom): string {
    return random.oneIn(5) ? random.pick(ODD_KEYS) : random.pick(this.#words)
  }
}

function parsed(bytes: Buffer): unknown {
  try {
    return JSON.parse(bytes.toString('utf8'))
  } catch {
    return {}
  }
}
