import { readFileSync, readdirSync } from 'node:fs'
import { join } from 'node:path'

interface LlhttpMessage {
  readonly statusCode: number
  readonly bodyBytes: number
  readonly end: number | null
}

export interface LlhttpCase {
  /** File and heading. */
  readonly id: string
  /** `response`, `response-finish`, `response-lenient-...`. */
  readonly type: string
  /** The answer to HEAD. */
  readonly skipBody: boolean
  readonly bytes: Buffer
  readonly expected: {
    readonly messages: readonly LlhttpMessage[]
    readonly interimCount: number
    readonly rejected: boolean
  }
}

/** llhttp reports the switch to another protocol as an error; the message before it is accepted. */
const PAUSED_UPGRADE = 22

/** The bytes of an `http` block: escapes are literal, line ends are CRLF, a backslash at a line's end joins lines. */
function decodeBytes(block: string): Buffer {
  const text = block
    .replace(/\\\n/g, '')
    .replace(/\n/g, '\r\n')
    .replace(/\\r/g, '\r')
    .replace(/\\n/g, '\n')
    .replace(/\\t/g, '\t')
    .replace(/\\f/g, '\f')
  return Buffer.from(text, 'utf8')
}

/** Gathers messages and verdict from the events of a `log` block. */
function readLog(log: string): LlhttpCase['expected'] {
  const messages: { statusCode: number; bodyBytes: number; end: number | null }[] = []
  let rejected = false
  for (const line of log.split('\n')) {
    const status = /headers complete status=(\d+)/.exec(line)
    const body = /^off=\d+ len=(\d+) span\[body\]/.exec(line)
    const complete = /^off=(\d+) message complete$/.exec(line)
    const error = /^off=\d+ error code=(\d+)/.exec(line)
    const current = messages.at(-1)
    if (status) messages.push({ statusCode: Number(status[1]), bodyBytes: 0, end: null })
    else if (body && current) current.bodyBytes += Number(body[1])
    else if (complete && current) current.end = Number(complete[1])
    else if (error) rejected = Number(error[1]) !== PAUSED_UPGRADE
  }
  const isInterim = (message: LlhttpMessage): boolean =>
    message.statusCode < 200 && message.statusCode !== 101
  return {
    messages: messages.filter((message) => !isInterim(message)),
    interimCount: messages.filter(isInterim).length,
    rejected
  }
}

/** The cases of one file in the format of llhttp's tests: heading, `<!-- meta={...} -->`, http block, log block. */
export function parseLlhttpCases(fileName: string, markdown: string): LlhttpCase[] {
  const text = markdown.replace(/\r\n/g, '\n')
  const blocks =
    /^#+ (?<heading>.+)$|^<!-- meta=(?<meta>\{.*\}) -->$|^```(?<kind>http|log)\n(?<content>[^]*?)\n?^```/gm
  const cases: LlhttpCase[] = []
  let heading = ''
  let meta: { type?: string; skipBody?: boolean } = {}
  let bytes: Buffer | null = null
  for (const { groups } of text.matchAll(blocks)) {
    if (groups?.['heading'] !== undefined) heading = groups['heading']
    else if (groups?.['meta'] !== undefined) meta = JSON.parse(groups['meta'])
    else if (groups?.['kind'] === 'http') bytes = decodeBytes(groups['content'] ?? '')
    else if (groups?.['kind'] === 'log') {
      if (bytes === null || meta.type === undefined)
        throw new Error(`${fileName}: ${heading} lacks bytes or meta`)
      cases.push({
        id: `${fileName}: ${heading}`,
        type: meta.type,
        skipBody: meta.skipBody === true,
        bytes,
        expected: readLog(groups['content'] ?? '')
      })
      meta = {}
      bytes = null
    }
  }
  return cases
}

/** All response cases of a folder of such files. */
export function loadLlhttpCases(folder: string): LlhttpCase[] {
  return readdirSync(folder)
    .filter((name) => name.endsWith('.md'))
    .sort()
    .flatMap((name) => parseLlhttpCases(name, readFileSync(join(folder, name), 'utf8')))
    .filter(({ type }) => type === 'response' || type.startsWith('response-'))
}
