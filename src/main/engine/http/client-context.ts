import type { EventLoop } from '../scheduler/index.ts'
import type { HeadMemo } from './head-memo.ts'
import type { ResponseLimits } from './response-limits.ts'
import type { SocketFactory } from './socket-factory.ts'

/** What the sessions and connections of one client share. */
export interface ClientContext {
  readonly loop: EventLoop
  readonly sockets: SocketFactory
  readonly limits: Partial<ResponseLimits>
  readonly headMemo: HeadMemo
  openConnections: number
  requestsInFlight: number
  unexpectedDataConnections: number
}
