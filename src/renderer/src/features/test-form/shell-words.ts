import { WordBuilder } from './word-builder.ts'

/** A word of a shell command as a template of the plan: `$TOKEN` has become `${env.TOKEN}`. */
export interface ShellWords {
  readonly words: readonly string[]
  /** What of the command was left out or could not be read, in words. */
  readonly notes: readonly string[]
}

const NAMED_ESCAPES: Readonly<Record<string, string>> = {
  a: '\x07',
  b: '\b',
  e: '\x1b',
  E: '\x1b',
  f: '\f',
  n: '\n',
  r: '\r',
  t: '\t',
  v: '\v'
}

/**
 * Splits the first command of a POSIX shell line into words: quotes of all three kinds ('..', "..", $'..'), escapes
 * and continued lines. What follows the command (a pipe, a redirection, another command) is left out with a note. A
 * reference to a variable becomes a reference to the environment; any other `${` is escaped for the plan's templates.
 */
export function shellWords(command: string): ShellWords {
  return new ShellReader(command).read()
}

class ShellReader {
  readonly #text: string
  #at = 0
  /** Null between words; quotes may make an empty word. */
  #word: WordBuilder | null = null
  readonly #words: string[] = []
  readonly #notes: string[] = []

  constructor(text: string) {
    this.#text = text
  }

  read(): ShellWords {
    while (this.#at < this.#text.length) {
      const char = this.#text.charAt(this.#at)
      if (/\s/.test(char)) {
        const newCommand = char === '\n' && (this.#words.length > 0 || this.#word !== null)
        this.#endWord()
        this.#at++
        if (newCommand && this.#rest() !== '') return this.#cut()
        if (newCommand) break
      } else if (this.#endsCommand(char)) {
        this.#endWord()
        return this.#cut()
      } else this.#readPiece(char)
    }
    this.#endWord()
    return { words: this.#words, notes: this.#notes }
  }

  #readPiece(char: string): void {
    const next = this.#text.charAt(this.#at + 1)
    this.#word ??= new WordBuilder()
    if (char === "'") this.#single()
    else if (char === '"') this.#double()
    else if (char === '$' && next === "'") this.#ansi()
    else if (char === '$' && next === '"') this.#at++
    else if (char === '$') this.#variable()
    else if (char === '\\') this.#escape()
    else {
      this.#word.add(char)
      this.#at++
    }
  }

  /** An `&` or `;` inside a word is kept, as in a URL that somebody forgot to quote. */
  #endsCommand(char: string): boolean {
    if (char === '|' || char === '<' || char === '>') return true
    if (char === '#') return this.#word === null
    const next = this.#text.charAt(this.#at + 1)
    if (char === '&') return this.#word === null || next === '' || next === '&' || /\s/.test(next)
    return char === ';' && (this.#word === null || next === '' || /\s/.test(next))
  }

  #cut(): ShellWords {
    const rest = this.#rest()
    if (rest !== ';' && rest !== '&') {
      const shown = rest.length > 40 ? `${rest.slice(0, 40)}...` : rest
      this.#notes.push(`What follows the command was left out: ${shown}`)
    }
    return { words: this.#words, notes: this.#notes }
  }

  #rest(): string {
    return this.#text.slice(this.#at).trim()
  }

  #endWord(): void {
    if (this.#word !== null) this.#words.push(this.#word.template())
    this.#word = null
  }

  #single(): void {
    const end = this.#text.indexOf("'", this.#at + 1)
    this.#add(this.#text.slice(this.#at + 1, end < 0 ? undefined : end))
    if (end < 0) this.#unclosed("'")
    else this.#at = end + 1
  }

  #double(): void {
    this.#at++
    while (this.#at < this.#text.length) {
      const char = this.#text.charAt(this.#at)
      if (char === '"') {
        this.#at++
        return
      }
      if (char === '$') this.#variable()
      else if (char === '\\') this.#escapeInDouble()
      else {
        this.#add(char)
        this.#at++
      }
    }
    this.#unclosed('"')
  }

  /** Inside double quotes a backslash stands for itself except before $ ` " \ and the end of a line. */
  #escapeInDouble(): void {
    const next = this.#text.charAt(this.#at + 1)
    if (/[$`"\\]/.test(next)) this.#add(next)
    else if (next !== '\n') this.#add(`\\${next}`)
    this.#at += 2
  }

  #escape(): void {
    const continued = /^\\\r?\n/.exec(this.#text.slice(this.#at, this.#at + 3))
    if (continued !== null) {
      this.#at += continued[0].length
      if (this.#word?.isEmpty === true) this.#word = null
      return
    }
    this.#add(this.#text.charAt(this.#at + 1))
    this.#at += 2
  }

  #variable(): void {
    const match = /^\$(?:([A-Za-z_]\w*)|\{([A-Za-z_]\w*)\})/.exec(this.#text.slice(this.#at, this.#at + 200))
    const name = match?.[1] ?? match?.[2]
    if (match === null || name === undefined) {
      this.#add('$')
      this.#at++
      return
    }
    this.#word?.addVariable(name)
    this.#at += match[0].length
  }

  /** The quotes $'..' of bash, which browsers write: escapes as in C. */
  #ansi(): void {
    this.#at += 2
    while (this.#at < this.#text.length) {
      const char = this.#text.charAt(this.#at)
      if (char === "'") {
        this.#at++
        return
      }
      if (char === '\\') this.#ansiEscape()
      else {
        this.#add(char)
        this.#at++
      }
    }
    this.#unclosed("$'")
  }

  #ansiEscape(): void {
    const code = /^\\(?:x([0-9a-fA-F]{1,2})|u([0-9a-fA-F]{1,4})|U([0-9a-fA-F]{1,8})|([0-7]{1,3}))/.exec(
      this.#text.slice(this.#at, this.#at + 10)
    )
    if (code === null) {
      const next = this.#text.charAt(this.#at + 1)
      this.#add(NAMED_ESCAPES[next] ?? next)
      this.#at += 2
      return
    }
    const hex = code[1] ?? code[2] ?? code[3]
    const point = hex === undefined ? parseInt(code[4] ?? '0', 8) : parseInt(hex, 16)
    this.#add(point <= 0x10ffff ? String.fromCodePoint(point) : '\ufffd')
    this.#at += code[0].length
  }

  #add(text: string): void {
    this.#word?.add(text)
  }

  #unclosed(quote: string): void {
    this.#at = this.#text.length
    this.#notes.push(`A quote ${quote} is never closed; the rest was read as its text.`)
  }
}
