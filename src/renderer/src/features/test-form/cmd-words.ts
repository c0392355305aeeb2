import type { ShellWords } from './shell-words.ts'
import { WordBuilder } from './word-builder.ts'

/**
 * Whether a command is written for cmd.exe: its first quote is `^"`, as browsers write it, or its lines go on after `^`
 * with nothing of a POSIX shell around.
 */
export function isForCmd(command: string): boolean {
  if (/^[^'"\\]*\^["\r\n]/.test(command)) return true
  return /\s\^\r?\n/.test(command) && !/\\\r?\n|\s\$?'/.test(command)
}

/**
 * Splits the first command of a line for cmd.exe into words, by two sets of rules in turn: cmd.exe takes carets and
 * %variables% away and ends the command, then the C runtime of the program reads quotes and backslashes. A browser
 * doubles every backslash between `^"`, the runtime halves them before quotes alone: what a browser quoted is read as
 * what it was made of.
 */
export function cmdWords(command: string): ShellWords {
  return new WordReader(cmdUnits(command)).read()
}

interface Unit {
  /** One character, or the name of a variable. */
  readonly text: string
  /** `bare` ones mean something to cmd.exe; `escaped` ones had a caret, `quoted` ones stand between its quotes. */
  readonly kind: 'bare' | 'escaped' | 'quoted' | 'variable'
}

const VARIABLE = /%([A-Za-z_]\w*)%/y
const CARET_AND_LINE_END = /\^\r?\n/y
const LINE_END = /\r?\n/y

function cmdUnits(text: string): Unit[] {
  const units: Unit[] = []
  let at = 0
  let isQuoted = false
  const take = (pattern: RegExp): RegExpExecArray | null => {
    pattern.lastIndex = at
    const match = pattern.exec(text)
    if (match !== null) at += match[0].length
    return match
  }
  while (at < text.length) {
    const variable = take(VARIABLE)?.[1]
    if (variable !== undefined) units.push({ text: variable, kind: 'variable' })
    else if (take(LINE_END) !== null) {
      isQuoted = false
      units.push({ text: '\n', kind: 'bare' })
    } else if (!isQuoted && take(CARET_AND_LINE_END) !== null) {
      // The line goes on; a line end at its start is escaped and stays.
      if (take(LINE_END) !== null) units.push({ text: '\n', kind: 'escaped' })
    } else if (!isQuoted && text.charAt(at) === '^') {
      if (at + 1 < text.length) units.push({ text: text.charAt(at + 1), kind: 'escaped' })
      at += 2
    } else {
      const char = text.charAt(at++)
      units.push({ text: char, kind: isQuoted ? 'quoted' : 'bare' })
      if (char === '"') isQuoted = !isQuoted
    }
  }
  return units
}

class WordReader {
  readonly #units: readonly Unit[]
  #at = 0
  #quote: 'none' | 'plain' | 'browser' = 'none'
  /** Null between words; quotes may make an empty word. */
  #word: WordBuilder | null = null
  readonly #words: string[] = []
  readonly #notes: string[] = []

  constructor(units: readonly Unit[]) {
    this.#units = units
  }

  read(): ShellWords {
    for (let unit = this.#units[this.#at]; unit !== undefined; unit = this.#units[this.#at]) {
      if (this.#endsCommand(unit)) break
      if (unit.kind === 'variable') this.#addVariable(unit.text)
      else if (unit.text === '\\') this.#backslashes()
      else if (unit.text === '"') this.#quoteMark(unit)
      else if (this.#quote === 'none' && /\s/.test(unit.text)) {
        this.#endWord()
        this.#at++
      } else this.#add(unit.text, 1)
    }
    this.#endWord()
    if (this.#quote !== 'none') this.#notes.push('A quote " is never closed; the rest was read as its text.')
    const rest = this.#rest()
    if (rest !== '' && rest !== '&') {
      const shown = rest.length > 40 ? `${rest.slice(0, 40)}...` : rest
      this.#notes.push(`What follows the command was left out: ${shown}`)
    }
    return { words: this.#words, notes: this.#notes }
  }

  /** An `&` inside a word is kept, as in a URL that somebody forgot to quote. */
  #endsCommand({ text, kind }: Unit): boolean {
    if (kind !== 'bare') return false
    if (text === '\n') return this.#words.length > 0 || this.#word !== null
    if (text === '|' || text === '<' || text === '>') return true
    const next = this.#units[this.#at + 1]?.text ?? ''
    return text === '&' && (this.#word === null || next === '' || next === '&' || /\s/.test(next))
  }

  /** Before a quote two are one, and an odd one makes it a character. Elsewhere they stand for themselves. */
  #backslashes(): void {
    let count = 0
    while (this.#textAt(count) === '\\') count++
    const isBeforeQuote = this.#textAt(count) === '"'
    if (isBeforeQuote && count % 2 === 1) this.#add(`${'\\'.repeat((count - 1) / 2)}"`, count + 1)
    else if (isBeforeQuote || this.#quote === 'browser') this.#add('\\'.repeat(Math.ceil(count / 2)), count)
    else this.#add('\\'.repeat(count), count)
  }

  #quoteMark({ kind }: Unit): void {
    if (this.#quote === 'plain' && this.#textAt(1) === '"') return this.#add('"', 2)
    const opened = kind === 'escaped' ? 'browser' : 'plain'
    this.#quote = this.#quote === 'none' ? opened : 'none'
    this.#add('', 1)
  }

  #textAt(ahead: number): string {
    const unit = this.#units[this.#at + ahead]
    return unit === undefined || unit.kind === 'variable' ? '' : unit.text
  }

  #add(text: string, units: number): void {
    this.#word ??= new WordBuilder()
    this.#word.add(text)
    this.#at += units
  }

  #addVariable(name: string): void {
    this.#word ??= new WordBuilder()
    this.#word.addVariable(name)
    this.#at++
  }

  #endWord(): void {
    if (this.#word !== null) this.#words.push(this.#word.template())
    this.#word = null
  }

  #rest(): string {
    const rest = this.#units.slice(this.#at)
    return rest
      .map(({ text, kind }) => (kind === 'variable' ? `%${text}%` : text))
      .join('')
      .trim()
  }
}
