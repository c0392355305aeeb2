import type { EventLoop } from '../scheduler/index.ts'
import type { DirectReads } from './direct-reads.ts'
import type { DirectWrites } from './direct-writes.ts'
import type { ResponseParserPool } from './response-parser-pool.ts'
import type { SocketFactory } from './socket-factory.ts'
import type { UploadBuffers } from './upload-buffers.ts'

/** What the sessions and connections of one client share. */
export interface ClientContext {
  readonly loop: EventLoop
  readonly sockets: SocketFactory
  readonly parsers: ResponseParserPool
  /** Null where requests have to go through the sockets' streams. */
  readonly directWrites: DirectWrites | null
  /** Null where responses have to come through the sockets' streams. */
  readonly directReads: DirectReads | null
  readonly uploadBuffers: UploadBuffers
  openConnections: number
  requestsInFlight: number
  unexpectedDataConnections: number
}
