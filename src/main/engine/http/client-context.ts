import type { EventLoop } from '../scheduler/index.ts'
import type { ResponseLimits } from './response-limits.ts'
import type { SocketFactory } from './socket-factory.ts'

/** What the sessions and connections of one client share. */
export interface ClientContext {
  readonly loop: EventLoop
  readonly sockets: SocketFactory
  readonly limits: Partial<ResponseLimits>
  openConnections: number
  requestsInFlight: number
  unexpectedDataConnections: number
}
