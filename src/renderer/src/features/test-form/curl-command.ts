import { parseCurlFormPart, type CurlFormPart } from '../../../../shared/curl-form.ts'
import { newAuth, type AuthForm } from './auth-form.ts'
import { cmdWords, isForCmd } from './cmd-words.ts'
import { shellWords } from './shell-words.ts'

/** A curl command as a request of the plan. All texts are templates already (see `shellWords`). */
export interface CurlRequest {
  readonly method: string
  readonly url: string
  readonly headers: readonly (readonly [name: string, value: string])[]
  readonly auth: AuthForm
  /** The path of a socket in place of an address; empty for none. */
  readonly unixSocket: string
  readonly body: string | null
  /** Of a multipart body; empty for none. */
  readonly parts: readonly CurlFormPart[]
  /** The path of the file that is the body; empty for none. */
  readonly bodyFile: string
  /** Durations as the plan writes them, e.g. `5s`; empty where curl was given none. */
  readonly timeout: string
  readonly connectTimeout: string
  /** What was left out and why, one sentence each. */
  readonly notes: readonly string[]
}

const COMMAND = /^\s*(?:\$\s+)?curl(?:\.exe)?\s/

/** Options with a value by their long name, with the letter of the short form where there is one. */
const VALUE_OPTIONS = new Map<string, string | null>([
  ['request', 'X'],
  ['header', 'H'],
  ['data', 'd'],
  ['data-ascii', null],
  ['data-raw', null],
  ['data-binary', null],
  ['data-urlencode', null],
  ['json', null],
  ['user', 'u'],
  ['cookie', 'b'],
  ['user-agent', 'A'],
  ['referer', 'e'],
  ['url', null],
  ['url-query', null],
  ['max-time', 'm'],
  ['connect-timeout', null],
  ['oauth2-bearer', null],
  ['form', 'F'],
  ['form-string', null],
  ['upload-file', 'T'],
  ['proxy', 'x'],
  ['proxy-user', 'U'],
  ['output', 'o'],
  ['write-out', 'w'],
  ['cookie-jar', 'c'],
  ['cert', 'E'],
  ['key', null],
  ['cacert', null],
  ['resolve', null],
  ['retry', null],
  ['max-redirs', null],
  ['range', 'r'],
  ['config', 'K'],
  ['dump-header', 'D'],
  ['limit-rate', null],
  ['interface', null],
  ['unix-socket', null]
])

/** Options without a value. */
const FLAGS = new Map<string, string | null>([
  ['get', 'G'],
  ['head', 'I'],
  ['insecure', 'k'],
  ['location', 'L'],
  ['compressed', null],
  ['silent', 's'],
  ['show-error', 'S'],
  ['verbose', 'v'],
  ['include', 'i'],
  ['fail', 'f'],
  ['fail-with-body', null],
  ['globoff', 'g'],
  ['progress-bar', '#'],
  ['no-buffer', 'N'],
  ['remote-name', 'O'],
  ['http1.1', null],
  ['http2', null],
  ['http1.0', '0'],
  ['ipv4', '4'],
  ['ipv6', '6'],
  ['no-progress-meter', null],
  ['path-as-is', null],
  ['basic', null],
  ['digest', null]
])

/** Options that change nothing of the request itself. */
const SILENT = new Set([
  ...['silent', 'show-error', 'verbose', 'include', 'fail', 'fail-with-body', 'globoff', 'progress-bar'],
  ...['no-buffer', 'remote-name', 'output', 'write-out', 'dump-header', 'cookie-jar', 'http1.1'],
  ...['no-progress-meter', 'path-as-is', 'retry', 'max-redirs']
])

const NOTES: Readonly<Record<string, string>> = {
  insecure: '-k was left out: under Network the plan says whether certificates are checked.',
  location: '-L was left out: redirects are settled in the defaults of the plan.',
  proxy: '-x was left out: the proxy of the plan stands under Network.',
  http2: '--http2 was left out: the engine speaks HTTP/1.1.'
}

/** Whether pasted text is a curl command. */
export function isCurlCommand(text: string): boolean {
  return COMMAND.test(text)
}

/** Reads a curl command as copied from a browser, a manual or a terminal; null when it names no URL. */
export function parseCurlCommand(command: string): CurlRequest | null {
  if (!isCurlCommand(command)) return null
  const text = command.replace(/^\s*\$\s+/, '')
  const { words, notes } = isForCmd(text) ? cmdWords(text) : shellWords(text)
  const request = new CurlReader(notes)
  request.readAll(words.slice(1))
  return request.result()
}

class CurlReader {
  #method: string | null = null
  #url: string | null = null
  #get = false
  #head = false
  #json = false
  #bodyFile = ''
  #puts = false
  #timeout = ''
  #connectTimeout = ''
  #user: string | null = null
  #isDigest = false
  #token: string | null = null
  #unixSocket = ''
  readonly #headers: [name: string, value: string][] = []
  readonly #data: string[] = []
  readonly #parts: CurlFormPart[] = []
  readonly #query: string[] = []
  readonly #notes: string[]

  constructor(notes: readonly string[]) {
    this.#notes = [...notes]
  }

  readAll(words: readonly string[]): void {
    let at = 0
    let onlyUrls = false
    while (at < words.length) {
      const word = words[at++] ?? ''
      const take = (): string => words[at++] ?? ''
      if (onlyUrls || !word.startsWith('-') || word === '-') this.#setUrl(word)
      else if (word === '--') onlyUrls = true
      else if (word.startsWith('--')) this.#long(word.slice(2), take)
      else this.#short(word.slice(1), take)
    }
  }

  result(): CurlRequest | null {
    if (this.#url === null) return null
    const data = this.#data.join(this.#json ? '' : '&')
    const query = [...this.#query, ...(this.#get && data !== '' ? [data] : [])].join('&')
    const body = this.#data.length > 0 && !this.#get ? data : null
    if (body !== null) this.#addDefaultTypes()
    const bodyFile = body === null && this.#parts.length === 0 ? this.#bodyFile : ''
    const posts = body !== null || this.#parts.length > 0 || bodyFile !== ''
    return {
      method: this.#method ?? (this.#head ? 'HEAD' : this.#puts ? 'PUT' : posts ? 'POST' : 'GET'),
      url: withQuery(withScheme(this.#url), query),
      headers: this.#headers,
      auth: this.#auth(),
      unixSocket: this.#unixSocket,
      ...{ body, parts: body === null ? this.#parts : [], bodyFile },
      timeout: this.#timeout,
      connectTimeout: this.#connectTimeout,
      notes: this.#notes
    }
  }

  #long(word: string, take: () => string): void {
    const equals = word.indexOf('=')
    const name = equals < 0 ? word : word.slice(0, equals)
    if (VALUE_OPTIONS.has(name)) this.#option(name, equals < 0 ? take() : word.slice(equals + 1))
    else if (FLAGS.has(name)) this.#flag(name)
    else this.#note(`--${name} is not known and was left out.`)
  }

  /** `-sSLd body`: flags in a row, the last may take the rest of the word or the next one. */
  #short(letters: string, take: () => string): void {
    for (let index = 0; index < letters.length; index++) {
      const letter = letters.charAt(index)
      const option = longName(VALUE_OPTIONS, letter)
      if (option !== null) {
        const attached = letters.slice(index + 1)
        this.#option(option, attached === '' ? take() : attached)
        return
      }
      const flag = longName(FLAGS, letter)
      if (flag === null) this.#note(`-${letter} is not known and was left out.`)
      else this.#flag(flag)
    }
  }

  #flag(name: string): void {
    if (name === 'get') this.#get = true
    else if (name === 'head') this.#head = true
    else if (name === 'basic' || name === 'digest') this.#isDigest = name === 'digest'
    else if (name === 'compressed') {
      this.#addHeader('accept-encoding', 'gzip, deflate, br')
      this.#note('--compressed asks for compressed bodies: checks and extraction see them as they are sent.')
    } else if (!SILENT.has(name)) this.#note(NOTES[name] ?? `--${name} was left out.`)
  }

  #option(name: string, value: string): void {
    switch (name) {
      case 'request':
        this.#method = value.toUpperCase()
        return
      case 'header':
        return this.#header(value)
      case 'url':
        return this.#setUrl(value)
      case 'url-query':
        this.#query.push(urlEncode(value))
        return
      case 'user':
        this.#user = value
        return
      case 'oauth2-bearer':
        this.#token = value
        return
      case 'unix-socket':
        this.#unixSocket = value
        return
      case 'cookie':
        if (value.includes('=')) return this.#addHeader('cookie', value)
        return this.#note('-b was left out: cookie files are not read.')
      case 'user-agent':
        return this.#addHeader('user-agent', value)
      case 'referer':
        return this.#addHeader('referer', value.replace(/;auto$/, ''))
      case 'range':
        return this.#addHeader('range', `bytes=${value}`)
      case 'max-time':
        this.#timeout = seconds(value)
        return
      case 'connect-timeout':
        this.#connectTimeout = seconds(value)
        return
      default:
        return this.#dataOption(name, value)
    }
  }

  #dataOption(name: string, value: string): void {
    if (name.startsWith('data') || name === 'json') {
      if (value.startsWith('@') && name !== 'data-raw') return this.#dataFile(name, value.slice(1))
      if (name === 'json') this.#json = true
      this.#data.push(name === 'data-urlencode' ? urlEncode(value) : value)
      return
    }
    if (name === 'form' || name === 'form-string') return this.#formPart(name, value)
    if (name === 'upload-file') {
      this.#puts = true
      this.#bodyFile = value
      return
    }
    if (!SILENT.has(name)) this.#note(NOTES[name] ?? `--${name} was left out.`)
  }

  #dataFile(name: string, path: string): void {
    this.#bodyFile = path
    if (name === 'json') this.#json = true
    if (name === 'json' || name === 'data-urlencode') this.#note(`The file ${path} is sent as it is.`)
    else if (name !== 'data-binary') this.#note(`The file ${path} is sent with its line ends.`)
  }

  #formPart(name: string, text: string): void {
    const part = parseCurlFormPart(text)
    if (part === null) return this.#note(`The part ${text} was left out: it has no name.`)
    if (name === 'form-string') {
      const content = text.slice(part.name.length + 1)
      this.#parts.push({ ...part, kind: 'value', content, filename: '', contentType: '' })
    } else if (part.content.startsWith('<')) {
      this.#note(`The part ${part.name} was left out: its value stands in a file.`)
    } else this.#parts.push(part)
  }

  #setUrl(url: string): void {
    if (this.#url === null) this.#url = url
    else this.#note(`A second URL was left out: ${url}`)
  }

  /** `Name: value`; `Name:` takes a header of curl's own away, `Name;` sends it empty. */
  #header(text: string): void {
    if (text.startsWith('@')) return this.#note('Headers from a file were left out: files are not read.')
    const colon = text.indexOf(':')
    if (colon < 0) {
      if (text.endsWith(';')) this.#addHeader(text.slice(0, -1), '')
      return
    }
    const value = text.slice(colon + 1).trim()
    if (value !== '') this.#addHeader(text.slice(0, colon).trim(), value)
  }

  /** A header that says it already stands, as in curl. */
  #auth(): AuthForm {
    if (this.#hasHeader('authorization')) return newAuth()
    if (this.#token !== null) return { ...newAuth(), kind: 'bearer', token: this.#token }
    if (this.#user === null) return newAuth()
    const [username = '', ...password] = this.#user.split(':')
    return {
      ...newAuth(),
      ...{ kind: this.#isDigest ? 'digest' : 'basic', username, password: password.join(':') }
    }
  }

  /** What curl sends by itself where no header says otherwise. */
  #addDefaultTypes(): void {
    if (this.#json) {
      if (!this.#hasHeader('content-type')) this.#addHeader('content-type', 'application/json')
      if (!this.#hasHeader('accept')) this.#addHeader('accept', 'application/json')
    } else if (!this.#hasHeader('content-type')) {
      this.#addHeader('content-type', 'application/x-www-form-urlencoded')
    }
  }

  #hasHeader(name: string): boolean {
    return this.#headers.some(([known]) => known.toLowerCase() === name)
  }

  /** The plan has each header once: cookies are joined, of others the last holds. */
  #addHeader(name: string, value: string): void {
    const known = this.#headers.find(([other]) => other.toLowerCase() === name.toLowerCase())
    if (known === undefined) this.#headers.push([name, value])
    else if (name.toLowerCase() === 'cookie') known[1] = `${known[1]}; ${value}`
    else known[1] = value
  }

  #note(text: string): void {
    if (!this.#notes.includes(text)) this.#notes.push(text)
  }
}

function longName(options: ReadonlyMap<string, string | null>, letter: string): string | null {
  for (const [name, short] of options) if (short === letter) return name
  return null
}

/** curl takes a URL without a scheme as http. */
function withScheme(url: string): string {
  return /^[a-z][a-z0-9+.-]*:\/\//i.test(url) || url.startsWith('${') ? url : `http://${url}`
}

function withQuery(url: string, query: string): string {
  if (query === '') return url
  const [before = url, hash] = url.split('#', 2)
  const joined = `${before}${before.includes('?') ? '&' : '?'}${query}`
  return hash === undefined ? joined : `${joined}#${hash}`
}

/** `name=content` encodes the content; `=content` and `content` all of it. References stay as they are. */
function urlEncode(text: string): string {
  const equals = text.indexOf('=')
  const name = equals < 0 ? '' : text.slice(0, equals)
  const content = equals < 0 ? text : text.slice(equals + 1)
  const encoded = content
    .split(/(\$\{env\.\w+\})/)
    .map((part, index) => (index % 2 === 1 ? part : encodeURIComponent(part.replaceAll('$${', '${'))))
    .join('')
  return name === '' ? encoded : `${name}=${encoded}`
}

/** curl counts in seconds, with decimals. */
function seconds(value: string): string {
  return /^\d+(?:\.\d+)?$/.test(value) ? `${value}s` : ''
}
