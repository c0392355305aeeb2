/**
 * Collects one word of a command as a template of the plan; literal text is escaped when the word is complete, since `$`
 * and `{` may come from two places.
 */
export class WordBuilder {
  readonly #parts: string[] = []
  #literal = ''

  get isEmpty(): boolean {
    return this.#parts.length === 0 && this.#literal === ''
  }

  add(text: string): void {
    this.#literal += text
  }

  addVariable(name: string): void {
    this.#flush()
    this.#parts.push(`\${env.${name}}`)
  }

  template(): string {
    this.#flush()
    return this.#parts.join('')
  }

  #flush(): void {
    this.#parts.push(this.#literal.replaceAll('${', () => '$${'))
    this.#literal = ''
  }
}
