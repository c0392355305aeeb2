import { workerData } from 'node:worker_threads'
import type { Exchange } from '../../src/main/engine/http/index.ts'
import { HttpSession } from '../../src/main/engine/http/http-session.ts'
import { LaneMetrics, type RequestRecord } from '../../src/main/engine/metrics/index.ts'
import { TappedRequests } from './tapped-requests.ts'

/**
 * The real lane's thread, with a copy of every record as it is filed. Histograms do not know one request from another;
 * with the copies each can be held against the server's stamps of that same request. Requests are told apart by their
 * path, `/NAME/VU/ITERATION`.
 */

const { tap } = workerData as { readonly tap: SharedArrayBuffer }
const requests = new TappedRequests(tap)
const paths = new WeakMap<RequestRecord, readonly [vu: number, iteration: number]>()

const perform = HttpSession.prototype.perform
HttpSession.prototype.perform = function (this: HttpSession, exchange: Exchange, dispatchMs?: number) {
  const bytes = exchange.request?.bytes ?? Buffer.alloc(0)
  const [, , vu, iteration] = bytes.toString('latin1', 0, bytes.indexOf(' HTTP/')).split('/')
  paths.set(exchange.record, [Number(vu), Number(iteration)])
  return perform.call(this, exchange, dispatchMs)
}

const requestEnded = LaneMetrics.prototype.requestEnded
LaneMetrics.prototype.requestEnded = function (this: LaneMetrics, record: RequestRecord) {
  const [vu, iteration] = paths.get(record) ?? [Number.NaN, Number.NaN]
  requests.add({ ...record, vu, iteration })
  requestEnded.call(this, record)
}

await import('../../src/main/engine/lane-thread.ts')
