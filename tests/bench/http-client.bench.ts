import { parseArgs } from 'node:util'
import { Exchange, HttpClient, encodeRequest } from '../../src/main/engine/http/index.ts'
import type { PreparedRequest } from '../../src/main/engine/http/index.ts'
import { EventLoop, sleep } from '../../src/main/engine/scheduler/index.ts'
import type { Coroutine } from '../../src/main/engine/scheduler/index.ts'
import { Outcome } from '../../src/shared/metrics/outcome.ts'

interface HttpClientBenchOptions {
  /** An `http:` or `https:` URL of a server on this machine. */
  readonly url: string
  readonly connections: number
  readonly durationMs: number
}

interface HttpClientBenchResult {
  readonly requests: number
  readonly errors: number
  readonly requestsPerSecond: number
  /** User and system time of this process for each request, in microseconds. */
  readonly cpuMicrosPerRequest: number
  readonly rssMegabytes: number
}

function prepare(client: HttpClient, url: URL): PreparedRequest {
  return {
    origin: client.origin(url),
    bytes: encodeRequest({
      method: 'GET',
      target: url.pathname + url.search,
      host: url.host,
      headers: [],
      keepAlive: true,
      userAgent: 'loadgale'
    }),
    upload: null,
    headOnly: false,
    idempotent: true,
    closesConnection: false
  }
}

/** Closed loop over the HTTP client alone: each of the connections has one virtual user that asks as fast as it can. */
export async function benchHttpClient(options: HttpClientBenchOptions): Promise<HttpClientBenchResult> {
  const url = new URL(options.url)
  const loop = new EventLoop()
  const client = new HttpClient({ loop, tls: { insecure: true } })
  const request = prepare(client, url)
  let running = true
  let requests = 0
  let errors = 0

  function* virtualUser(): Coroutine<void> {
    const session = client.openSession()
    const exchange = new Exchange()
    exchange.request = request
    while (running) {
      yield* session.perform(exchange)
      requests++
      if (exchange.record.outcome !== Outcome.ok) {
        errors++
        yield* sleep(100)
      }
    }
    session.close()
  }

  function* main(): Coroutine<HttpClientBenchResult> {
    const users = Array.from({ length: options.connections }, () => loop.createTask(virtualUser()))
    yield* sleep(options.durationMs / 5)
    const cpuBefore = process.cpuUsage()
    const requestsBefore = requests
    const startMs = loop.nowMs()
    yield* sleep(options.durationMs)
    const cpu = process.cpuUsage(cpuBefore)
    const measured = requests - requestsBefore
    const elapsedMs = loop.nowMs() - startMs
    const rssMegabytes = process.memoryUsage.rss() / 2 ** 20
    running = false
    for (const user of users) yield* user
    return {
      requests: measured,
      errors,
      requestsPerSecond: measured / (elapsedMs / 1000),
      cpuMicrosPerRequest: (cpu.user + cpu.system) / measured,
      rssMegabytes
    }
  }

  return loop.run(main())
}

if (import.meta.main) {
  const { values } = parseArgs({
    options: {
      url: { type: 'string', default: 'http://127.0.0.1:8080/' },
      connections: { type: 'string', default: '100' },
      seconds: { type: 'string', default: '5' }
    }
  })
  const result = await benchHttpClient({
    url: values.url,
    connections: Number(values.connections),
    durationMs: Number(values.seconds) * 1000
  })
  process.stdout.write(`${JSON.stringify(result, null, 2)}\n`)
}
