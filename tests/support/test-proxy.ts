import { once } from 'node:events'
import { createServer, request as forwardRequest, type IncomingMessage, type ServerResponse } from 'node:http'
import { createServer as createTlsServer } from 'node:https'
import { connect, type AddressInfo, type Server, type Socket } from 'node:net'
import type { TlsOptions } from 'node:tls'

export interface TestProxyOptions {
  /** Clients speak TLS with the proxy itself. */
  readonly tls?: TlsOptions
  /** `name:password` that Proxy-Authorization has to give; without it nobody is asked. */
  readonly credentials?: string
  /** The address to listen at, 127.0.0.1 by default. */
  readonly host?: string
  /** In place of opening a tunnel: what happens to the socket of a client that sent CONNECT. */
  readonly onConnect?: (client: Socket) => void
  /** Called with both ends of an open tunnel. */
  readonly onTunnel?: (client: Socket, upstream: Socket) => void
}

/**
 * A real forward proxy on a free port: passes requests in absolute form on, and opens tunnels for CONNECT. Every name is
 * loopback to it, so that a test sees who has looked a name up.
 */
export class TestProxy {
  /** Request lines without their version, in the order of arrival. */
  readonly asked: string[] = []
  /** Connections accepted so far. */
  connections = 0
  /** Values of Proxy-Authorization, by the requests of `asked`. */
  readonly authorizations: (string | undefined)[] = []
  /** Names that clients asked for in TLS with the proxy; false for none. */
  readonly serverNames: unknown[] = []
  readonly #options: TestProxyOptions
  readonly #server: Server
  readonly #sockets = new Set<Socket>()

  constructor(options: TestProxyOptions) {
    this.#options = options
    const server = options.tls === undefined ? createServer() : createTlsServer(options.tls)
    server.on('request', (request, response) => this.#forward(request, response))
    server.on('connect', (request: IncomingMessage, client: Socket) => this.#connect(request, client))
    server.on('connection', (socket: Socket) => {
      this.connections++
      this.#keep(socket)
    })
    server.on('secureConnection', ({ servername }: { servername: unknown }) =>
      this.serverNames.push(servername)
    )
    server.on('tlsClientError', () => undefined)
    this.#server = server
  }

  static async listen(options: TestProxyOptions = {}): Promise<TestProxy> {
    const proxy = new TestProxy(options)
    proxy.#server.listen({ host: options.host ?? '127.0.0.1', port: 0 })
    await once(proxy.#server, 'listening')
    return proxy
  }

  get port(): number {
    return (this.#server.address() as AddressInfo).port
  }

  /** @param host in brackets for IPv6 */
  url(host = '127.0.0.1'): string {
    return `${this.#options.tls === undefined ? 'http' : 'https'}://${host}:${this.port}`
  }

  async close(): Promise<void> {
    for (const socket of this.#sockets) socket.destroy()
    this.#server.close()
    await once(this.#server, 'close')
  }

  #keep(socket: Socket): void {
    this.#sockets.add(socket)
    socket.on('close', () => this.#sockets.delete(socket))
    // Clients and services that are tested for their failures reset connections.
    socket.on('error', () => undefined)
  }

  #admits(request: IncomingMessage): boolean {
    const { credentials } = this.#options
    const given = request.headers['proxy-authorization']
    this.asked.push(`${request.method} ${request.url}`)
    this.authorizations.push(given)
    return (
      credentials === undefined || given === `Basic ${Buffer.from(credentials, 'utf8').toString('base64')}`
    )
  }

  #forward(request: IncomingMessage, response: ServerResponse): void {
    if (!this.#admits(request)) {
      response.writeHead(407, { 'proxy-authenticate': 'Basic realm="proxy"' }).end()
      return
    }
    const url = new URL(request.url ?? '')
    const given = Object.entries(request.headers).filter(([name]) => name !== 'proxy-authorization')
    const passedOn = forwardRequest(
      {
        ...{ host: '127.0.0.1', port: url.port, method: request.method, path: url.pathname + url.search },
        headers: { ...Object.fromEntries(given), via: '1.1 test-proxy' }
      },
      (answer) => {
        response.writeHead(answer.statusCode ?? 0, answer.headers)
        answer.pipe(response)
      }
    )
    passedOn.on('error', () => response.writeHead(502).end())
    request.pipe(passedOn)
  }

  #connect(request: IncomingMessage, client: Socket): void {
    const { onConnect, onTunnel } = this.#options
    this.#keep(client)
    if (!this.#admits(request)) {
      client.end('HTTP/1.1 407 Proxy Authentication Required\r\nContent-Length: 2\r\n\r\nno')
      return
    }
    if (onConnect !== undefined) {
      onConnect(client)
      return
    }
    const upstream = connect({ host: '127.0.0.1', port: Number(/\d+$/.exec(request.url ?? '')?.[0]) })
    this.#keep(upstream)
    upstream.once('connect', () => {
      client.write('HTTP/1.1 200 Connection established\r\n\r\n')
      client.pipe(upstream).pipe(client)
      onTunnel?.(client, upstream)
    })
    upstream.once('error', () => client.end('HTTP/1.1 502 Bad Gateway\r\n\r\n'))
    upstream.once('close', () => client.destroy())
    client.once('close', () => upstream.destroy())
  }
}
