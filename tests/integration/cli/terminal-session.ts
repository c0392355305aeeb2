import { spawn, type ChildProcess } from 'node:child_process'
import { fileURLToPath } from 'node:url'

const script = fileURLToPath(new URL('source-cli.ts', import.meta.url))

/** A command line on a pseudo-terminal of its own, which `script` of util-linux makes. */
export class TerminalSession {
  /** The exit code of the command line. */
  readonly ended: Promise<number | null>
  readonly #child: ChildProcess
  #output = ''
  #seen = 0
  #hasEnded = false
  #onChange = (): void => {}

  constructor(argv: readonly string[], env: Readonly<Record<string, string>>) {
    const command = [process.execPath, script, ...argv].map(quoted).join(' ')
    // What the terminal is set to afterwards shows whether it was left as it was found.
    const line = `${command}; code=$?; stty -a; exit $code`
    this.#child = spawn('script', ['-qfec', line, '/dev/null'], {
      env: { ...process.env, TERM: 'xterm', SHELL: '/bin/sh', NO_COLOR: '1', NODE_NO_WARNINGS: '1', ...env },
      stdio: ['pipe', 'pipe', 'inherit']
    })
    this.#child.stdout?.setEncoding('utf8').on('data', (text: string) => {
      this.#output += text
      this.#onChange()
    })
    this.ended = new Promise((resolve, reject) => {
      this.#child.once('error', reject)
      this.#child.once('close', (code) => {
        this.#hasEnded = true
        this.#onChange()
        resolve(code)
      })
    })
  }

  /** Waits for a text after the one that was waited for before. */
  shows(text: string): Promise<void> {
    return new Promise((resolve, reject) => {
      this.#onChange = () => {
        const at = this.#output.indexOf(text, this.#seen)
        if (at >= 0) {
          this.#seen = at + text.length
          this.#onChange = () => {}
          resolve()
        } else if (this.#hasEnded) {
          reject(new Error(`${JSON.stringify(text)} was not shown:\n${this.#output.slice(this.#seen)}`))
        }
      }
      this.#onChange()
    })
  }

  type(keys: string): void {
    this.#child.stdin?.write(keys)
  }

  kill(): void {
    this.#child.kill()
  }
}

function quoted(argument: string): string {
  return `'${argument.replaceAll("'", `'\\''`)}'`
}
