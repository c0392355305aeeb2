import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'

/**
 * A service with one server and a fixed service time, in a process of its own: what it can do is known by construction,
 * 1000 / SERVICE_MS requests a second. Departures are planned from one another, so that late timers take nothing away
 * from it. Tells its parent the URL, then the number of requests whenever it is asked.
 */
const SERVICE_MS = 10

let count = 0
let lastDepartureMs = 0

const server = createServer((_, response) => {
  count++
  const nowMs = performance.now()
  lastDepartureMs = Math.max(nowMs, lastDepartureMs) + SERVICE_MS
  setTimeout(() => response.end('done'), lastDepartureMs - nowMs)
})

server.listen(0, '127.0.0.1', () => {
  const { port } = server.address() as AddressInfo
  process.send?.({ url: `http://127.0.0.1:${port}` })
})
process.on('message', () => process.send?.({ count }))
process.on('disconnect', () => process.exit())
