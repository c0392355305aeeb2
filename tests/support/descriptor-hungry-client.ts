import { Exchange, HttpClient, encodeRequest } from '../../src/main/engine/http/index.ts'
import { EventLoop } from '../../src/main/engine/scheduler/index.ts'
import type { Coroutine } from '../../src/main/engine/scheduler/index.ts'
import { requestErrorCode } from '../../src/shared/error-codes.ts'

// Opens more connections to the URL than the process may open files, then asks for a host by name, and prints the
// error codes of all requests as JSON. To be run in a process of its own under a low descriptor limit.

const SESSIONS = 200
const url = new URL(process.argv[2] ?? '')
const loop = new EventLoop()
const client = new HttpClient({ loop })

function* requestOnce(to: URL): Coroutine<string> {
  const exchange = new Exchange()
  exchange.request = {
    origin: client.origin(to),
    bytes: encodeRequest({
      method: 'GET',
      target: to.pathname,
      host: to.host,
      headers: [],
      keepAlive: true,
      userAgent: 'loadgale-test'
    }),
    upload: null,
    headOnly: false,
    idempotent: true,
    closesConnection: false
  }
  yield* client.openSession().perform(exchange)
  return requestErrorCode(exchange.record.error)
}

function* main(): Coroutine<{ connecting: string[]; resolving: string }> {
  const tasks = Array.from({ length: SESSIONS }, () => loop.createTask(requestOnce(url)))
  const codes = new Set<string>()
  for (const task of tasks) codes.add(yield* task)
  const resolving = yield* requestOnce(new URL(`http://localhost:${url.port}/`))
  return { connecting: [...codes].sort(), resolving }
}

const result = await loop.run(main())
client.close()
process.stdout.write(JSON.stringify(result))
