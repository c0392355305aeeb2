/** Where a text stops to be JSON, and what could have stood there. */
export interface JsonMistake {
  readonly at: number
  readonly expected: string
}

/** The first mistake of a JSON text; null when it is JSON. The position does not depend on the engine's wording. */
export function findJsonMistake(text: string): JsonMistake | null {
  return new JsonScanner(text).scan()
}

const SCALAR = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?|true|false|null/y
/** A string up to its closing quote or its first mistake; control characters stand in escapes alone. */
const STRING_START = /"(?:[^"\\\p{Cc}]|[\x7f-\x9f]|\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4}))*/uy
const SPACE = /[ \t\r\n]*/y

/** What has to come next. */
type Turn = 'value' | 'first value' | 'name' | 'first name' | 'after value'

/** Walks over the text with a stack of its own, so that deep nesting is no danger. */
class JsonScanner {
  readonly #text: string
  #at = 0
  #turn: Turn = 'value'
  /** The brackets that are open, each by the one that closes it. */
  readonly #open: ('}' | ']')[] = []

  constructor(text: string) {
    this.#text = text
  }

  scan(): JsonMistake | null {
    while (this.#turn !== 'after value' || this.#open.length > 0) {
      const mistake = this.#step()
      if (mistake !== null) return mistake
    }
    this.#skip(SPACE)
    return this.#at < this.#text.length ? this.#mistake('the end') : null
  }

  #step(): JsonMistake | null {
    switch (this.#turn) {
      case 'value':
        return this.#value('a value')
      case 'first value':
        return this.#closes() ? null : this.#value('a value or ]')
      case 'name':
        return this.#name('a name in quotes')
      case 'first name':
        return this.#closes() ? null : this.#name('a name in quotes or }')
      case 'after value':
        return this.#afterValue()
    }
  }

  /** Reads a scalar or opens a list or mapping. */
  #value(expected: string): JsonMistake | null {
    this.#skip(SPACE)
    if (this.#take('{')) {
      this.#open.push('}')
      this.#turn = 'first name'
      return null
    }
    if (this.#take('[')) {
      this.#open.push(']')
      this.#turn = 'first value'
      return null
    }
    this.#turn = 'after value'
    if (this.#text.charAt(this.#at) === '"') return this.#string()
    return this.#skip(SCALAR) ? null : this.#mistake(expected)
  }

  #afterValue(): JsonMistake | null {
    if (this.#closes()) return null
    const closing = this.#open.at(-1)
    this.#turn = closing === '}' ? 'name' : 'value'
    return this.#take(',') ? null : this.#mistake(`a comma or ${closing}`)
  }

  #name(expected: string): JsonMistake | null {
    this.#skip(SPACE)
    if (this.#text.charAt(this.#at) !== '"') return this.#mistake(expected)
    const mistake = this.#string()
    if (mistake !== null) return mistake
    this.#skip(SPACE)
    this.#turn = 'value'
    return this.#take(':') ? null : this.#mistake('a colon')
  }

  #closes(): boolean {
    this.#skip(SPACE)
    const closing = this.#open.at(-1)
    if (closing === undefined || !this.#take(closing)) return false
    this.#open.pop()
    this.#turn = 'after value'
    return true
  }

  #string(): JsonMistake | null {
    this.#skip(STRING_START)
    if (this.#take('"')) return null
    const escape = this.#text.charAt(this.#at) === '\\'
    return this.#mistake(escape ? 'an escape that JSON knows' : 'a closing quote')
  }

  #take(char: string): boolean {
    if (this.#text.charAt(this.#at) !== char) return false
    this.#at++
    return true
  }

  /** Whether it matches here; moves behind the match. */
  #skip(pattern: RegExp): boolean {
    pattern.lastIndex = this.#at
    const match = pattern.exec(this.#text)
    if (match === null) return false
    this.#at = pattern.lastIndex
    return true
  }

  #mistake(expected: string): JsonMistake {
    return { at: this.#at, expected }
  }
}
