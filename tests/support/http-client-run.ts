import { Exchange, HttpClient, asksToClose, encodeRequest } from '../../src/main/engine/http/index.ts'
import type { ClientSession, HttpClientOptions, PreparedRequest } from '../../src/main/engine/http/index.ts'
import { EventLoop } from '../../src/main/engine/scheduler/index.ts'
import type { Coroutine } from '../../src/main/engine/scheduler/index.ts'
import { requestErrorCode } from '../../src/shared/error-codes.ts'
import type { RequestErrorCode } from '../../src/shared/error-codes.ts'
import { Outcome } from '../../src/shared/metrics/outcome.ts'

interface RequestParts {
  readonly method?: string
  readonly headers?: readonly (readonly [name: string, value: string])[]
  readonly body?: string
}

const IDEMPOTENT_METHODS = ['GET', 'HEAD', 'PUT', 'DELETE', 'OPTIONS', 'TRACE']

function prepareRequest(client: HttpClient, url: URL, parts: RequestParts = {}): PreparedRequest {
  const method = parts.method ?? 'GET'
  const origin = client.origin(url)
  const encoded = {
    ...{ method, target: url.pathname + url.search, host: url.host },
    headers: parts.headers ?? [],
    ...(parts.body === undefined ? {} : { body: Buffer.from(parts.body) }),
    ...{ keepAlive: true, userAgent: 'loadgale-test' }
  }
  return {
    origin,
    bytes: encodeRequest(encoded, origin.forwarding),
    upload: null,
    headOnly: method === 'HEAD',
    idempotent: IDEMPOTENT_METHODS.includes(method),
    closesConnection: asksToClose(encoded)
  }
}

/** How an exchange ended, in words. */
export interface Ending {
  readonly outcome: keyof typeof Outcome
  readonly error: RequestErrorCode
  readonly status: number
}

export function endingOf({ record }: Exchange): Ending {
  const [outcome] = (['ok', 'httpError', 'timeout', 'transportError', 'interrupted'] as const).filter(
    (name) => Outcome[name] === record.outcome
  )
  return { outcome: outcome ?? 'ok', error: requestErrorCode(record.error), status: record.status }
}

export const OK: Ending = { outcome: 'ok', error: 'none', status: 200 }

export function failedWith(error: RequestErrorCode, status = 0): Ending {
  return { outcome: 'transportError', error, status }
}

export function timedOutWith(error: RequestErrorCode, status = 0): Ending {
  return { outcome: 'timeout', error, status }
}

/** One virtual user with its session and exchange. */
export interface TestUser {
  readonly client: HttpClient
  readonly session: ClientSession
  readonly exchange: Exchange
  /** Performs one request and says how it ended. */
  request(url: URL, parts?: RequestParts): Coroutine<Ending>
}

export function openTestUser(client: HttpClient): TestUser {
  const session = client.openSession()
  const exchange = new Exchange()
  // No test may hang: whatever is not answered ends by itself long before the test's own timeout.
  exchange.settings = { ...exchange.settings, totalTimeoutMs: 10_000 }
  function* request(url: URL, parts?: RequestParts): Coroutine<Ending> {
    exchange.request = prepareRequest(client, url, parts)
    yield* session.perform(exchange)
    return endingOf(exchange)
  }
  return { client, session, exchange, request }
}

/** Runs `main` on an event loop and a client of its own, closes the client, and settles as `main` does. */
export async function runWithClient<T>(
  main: (client: HttpClient, loop: EventLoop) => Coroutine<T>,
  options: Omit<HttpClientOptions, 'loop'> = {}
): Promise<T> {
  // Making a body of many megabytes is a slow step, and none of the loop's business here.
  const loop = new EventLoop({ slowStepMs: 10_000 })
  const client = new HttpClient({ ...options, loop })
  try {
    return await loop.run(main(client, loop))
  } finally {
    client.close()
  }
}

/** Runs `main` as the one virtual user of a client. */
export function runAsUser<T>(
  main: (user: TestUser) => Coroutine<T>,
  options: Omit<HttpClientOptions, 'loop'> = {}
): Promise<T> {
  return runWithClient((client) => main(openTestUser(client)), options)
}
