import type { Plan, RequestStep } from '../../../shared/plan/plan.ts'
import { decodePercent } from '../../../shared/plan/url-user-info.ts'
import type { BodyFiles, Origin, OriginParts } from '../http/index.ts'
import type { BodyMaker } from './body-maker.ts'
import { basicAuthorization, compileAuth, type CompiledAuth, type TextOf } from './compiled-auth.ts'
import { compileBody } from './compiled-body.ts'
import {
  asText,
  CompiledTemplate,
  UnresolvedReferenceError,
  type TemplateScope
} from './compiled-template.ts'
import type { IterationValues } from './iteration-values.ts'
import { makeRequest, type MadeRequest } from './made-request.ts'

/** What the requests of a lane are made with. */
export interface RequestSurroundings {
  readonly scope: TemplateScope
  readonly origins: OriginSource
  readonly files: BodyFiles
}

/** Gives the origin that a connection is made to. Throws a TypeError for one that cannot be. */
interface OriginSource {
  origin(parts: OriginParts, unixSocket: string | null): Origin
}

export interface RequestMaker {
  /**
   * The request of this iteration. Throws an Error that says why there can be none: a variable without a value, a
   * broken URL, a header that does not fit.
   */
  make(values: IterationValues): MadeRequest
}

const USER_AGENT = 'loadgale'
const ABSOLUTE = /^https?:\/\//i
/** The URL standard takes a backslash of an http URL for a slash. */
const AUTHORITY = /^https?:\/\/[^/?#\\]+(?=[/?#\\])/i

/**
 * Compiles the request of a step. One that is the same in every iteration is put into bytes here, once. A step that
 * can never be made gives a maker that says so each time: its requests then count as failed, and the run goes on.
 */
export function compileRequest(
  step: RequestStep,
  plan: Pick<Plan, 'target' | 'network'>,
  surroundings: RequestSurroundings
): RequestMaker {
  try {
    const maker = new TemplateRequest(step, plan, surroundings)
    return maker.isConstant ? new ConstantRequest(maker.makeConstant()) : maker
  } catch (error) {
    return new ImpossibleRequest(error)
  }
}

class ConstantRequest implements RequestMaker {
  readonly #request: MadeRequest

  constructor(request: MadeRequest) {
    this.#request = request
  }

  make(): MadeRequest {
    return this.#request
  }
}

class ImpossibleRequest implements RequestMaker {
  readonly #error: unknown

  constructor(error: unknown) {
    this.#error = error
  }

  make(): never {
    throw this.#error
  }
}

/** The parts of a URL that connections and the request line need. */
interface Destination {
  readonly origin: Origin
  readonly host: string
  /** The Authorization that a user name in the URL stands for; null without one. */
  readonly authorization: string | null
}

class TemplateRequest implements RequestMaker {
  readonly #step: RequestStep
  readonly #originOf: (parts: OriginParts) => Origin
  readonly #keepAlive: boolean
  /** The target of the plan, which stands before relative URLs. */
  readonly #base: string | null
  /** Known where the URL begins with a scheme and a host that do not change. */
  readonly #fixed: Destination | null
  /** Path and query where the destination is fixed, otherwise the whole URL. */
  readonly #url: CompiledTemplate
  readonly #headers: readonly { readonly name: string; readonly value: CompiledTemplate }[]
  readonly #auth: CompiledAuth
  /** Whether the plan leaves it to a user name in the URL who sends the request. */
  readonly #urlMayAuthorize: boolean
  readonly #body: BodyMaker

  constructor(
    step: RequestStep,
    { target, network }: Pick<Plan, 'target' | 'network'>,
    { scope, origins, files }: RequestSurroundings
  ) {
    this.#step = step
    const originOf = (parts: OriginParts): Origin => origins.origin(parts, step.unixSocket)
    this.#originOf = originOf
    this.#keepAlive = network.connections.reuse !== 'never'
    this.#base = target === null ? null : baseOf(target, scope)
    const url = this.#compileUrl(scope)
    const authority = AUTHORITY.exec(url.leadingText)?.[0]
    this.#fixed = authority === undefined ? null : destinationOf(authority, originOf)
    this.#url = authority === undefined ? url : url.withoutLeadingText(authority.length)
    this.#headers = step.headers.map(([name, value]) => ({
      name,
      value: CompiledTemplate.compile(value, scope, asText)
    }))
    this.#auth = compileAuth(step.auth, scope)
    this.#urlMayAuthorize = step.auth === null && !step.headers.some(([name]) => isAuthorization(name))
    this.#body = compileBody(step.body, scope, files)
  }

  get isConstant(): boolean {
    const headers = this.#headers.map(({ value }) => value)
    const templates = [this.#url, ...this.#body.templates, ...headers, ...this.#auth.templates]
    return templates.every((template) => template.constantText !== null)
  }

  makeConstant(): MadeRequest {
    return this.#encode((template) => template.constantText ?? '')
  }

  make(values: IterationValues): MadeRequest {
    return this.#encode((template) => template.render(values))
  }

  /** A URL that begins with an extracted variable shows only when it is made whether it is relative. */
  #compileUrl(scope: TemplateScope): CompiledTemplate {
    const { url } = this.#step
    const own = CompiledTemplate.compile(url, scope, asText)
    if (this.#base === null || own.leadingText === '' || ABSOLUTE.test(own.leadingText)) return own
    return CompiledTemplate.compile(joinUrl(this.#base, url), scope, asText)
  }

  #encode(textOf: TextOf): MadeRequest {
    const { method } = this.#step
    const url = this.#fixed === null ? this.#absolute(textOf(this.#url)) : textOf(this.#url)
    const destination = this.#fixed ?? destinationOf(url, this.#originOf)
    const { body, contentType } = this.#body.make(textOf)
    const authorization =
      this.#auth.header(textOf) ?? (this.#urlMayAuthorize ? destination.authorization : null)
    const parts = {
      method,
      target: this.#fixed === null ? pathOf(url) : pathFromRest(url),
      host: destination.host,
      headers: [
        ...this.#headers.map(({ name, value }) => [name, textOf(value)] as const),
        ...(authorization === null ? [] : [['Authorization', authorization] as const]),
        ...(contentType === null ? [] : [['Content-Type', contentType] as const])
      ],
      keepAlive: this.#keepAlive,
      userAgent: USER_AGENT,
      ...(body === null ? {} : { body })
    }
    return makeRequest(destination.origin, parts, this.#auth.digest(textOf))
  }

  #absolute(url: string): string {
    return this.#base === null || ABSOLUTE.test(url) ? url : joinUrl(this.#base, url)
  }
}

function baseOf(target: string, scope: TemplateScope): string {
  const base = CompiledTemplate.compile(target, scope, asText).constantText ?? ''
  const shown = `the target ${JSON.stringify(target)}`
  if (!ABSOLUTE.test(base)) {
    throw new UnresolvedReferenceError(
      `${shown} is no absolute http or https URL once its references are filled in`
    )
  }
  if (!/[?#]/.test(base)) return base
  throw new UnresolvedReferenceError(
    `${shown} has a query or a fragment once its references are filled in, but URLs are appended to it`
  )
}

/** A relative URL is appended to the target, with exactly one slash between them. */
function joinUrl(base: string, url: string): string {
  const separator = /^[/?]/.test(url) ? '' : '/'
  return `${base.replace(/\/+$/, '')}${separator}${url}`
}

/** Messages show no URL that was filled in: it may hold what came from the environment to stay secret. */
function destinationOf(url: string, originOf: (parts: OriginParts) => Origin): Destination {
  const parsed = URL.parse(url)
  if (parsed === null) throw new UnresolvedReferenceError('the URL is none once its references are filled in')
  const { username, password, host } = parsed
  const isAnonymous = username === '' && password === ''
  const authorization = isAnonymous
    ? null
    : basicAuthorization(decodePercent(username), decodePercent(password))
  return { origin: originOf(parsed), host, authorization }
}

function isAuthorization(name: string): boolean {
  return name.toLowerCase() === 'authorization'
}

function pathOf(url: string): string {
  return pathFromRest(url.replace(/^[a-z][a-z0-9+.-]*:\/\/[^/?#\\]*/i, ''))
}

/** What follows the host; a query without a path belongs to the root. */
function pathFromRest(rest: string): string {
  return /^[/\\]/.test(rest) ? `/${rest.slice(1)}` : `/${rest}`
}
