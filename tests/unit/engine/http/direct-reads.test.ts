import { once } from 'node:events'
import { connect, createServer, type AddressInfo, type Socket } from 'node:net'
import { afterEach, describe, expect, it } from 'vitest'
import { DirectReads } from '../../../../src/main/engine/http/direct-reads.ts'

const closing: { destroy(): void }[] = []

afterEach(() => {
  for (const one of closing.splice(0)) one.destroy()
})

/** Both ends of a TCP connection; the near one reads into `buffer`, and past its stream where `listener` is given. */
async function connected(buffer: Buffer): Promise<{ near: Socket; far: Socket; bytesOfStream: number[] }> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const bytesOfStream: number[] = []
  const near = connect({
    port: (server.address() as AddressInfo).port,
    host: '127.0.0.1',
    onread: { buffer, callback: (bytes) => bytesOfStream.push(bytes) > 0 }
  })
  const [far] = (await once(server, 'connection')) as [Socket]
  if (near.connecting) await once(near, 'connect')
  server.close()
  closing.push(near, far)
  return { near, far, bytesOfStream }
}

function handleOf(socket: Socket): object {
  return Reflect.get(socket, '_handle') as object
}

function directReads(buffer: Buffer): DirectReads {
  const reads = DirectReads.create(buffer)
  if (reads === null) throw new Error('this runtime allows no direct reads')
  return reads
}

describe('direct reads', () => {
  it.each([
    ['nothing', null],
    ['an object of another kind', {}],
    ['no position of the count', { streamBaseState: new Int32Array(4) }],
    ['a state that is too short', { streamBaseState: new Int32Array(3), kReadBytesOrError: 3 }]
  ])('are not made where the runtime offers %s', (_, binding) => {
    expect(DirectReads.create(Buffer.alloc(1), binding)).toBeNull()
  })

  it('leave a handle alone that is none of a stream', () => {
    expect(directReads(Buffer.alloc(1)).take({}, { bytesRead: () => undefined })).toBe(false)
  })

  it('give every byte to the listener and none to the stream', async () => {
    const buffer = Buffer.alloc(7)
    const { near, far, bytesOfStream } = await connected(buffer)
    let text = ''
    const whole = new Promise<void>((resolve) => {
      const bytesRead = (bytes: number, from: Uint8Array): void => {
        text += Buffer.from(from.subarray(0, bytes)).toString('latin1')
        if (text.length === 26) resolve()
      }
      expect(directReads(buffer).take(handleOf(near), { bytesRead })).toBe(true)
    })
    far.write('abcdefghijklmnopqrstuvwxyz')
    await whole
    expect(text).toBe('abcdefghijklmnopqrstuvwxyz')
    expect(bytesOfStream).toEqual([])
  })

  it('leave the end to the stream', async () => {
    const buffer = Buffer.alloc(16)
    const { near, far } = await connected(buffer)
    const seen: string[] = []
    near.on('end', () => seen.push('end'))
    directReads(buffer).take(handleOf(near), { bytesRead: (bytes) => seen.push(`${bytes} bytes`) })
    far.end('last')
    await once(near, 'close')
    expect(seen).toEqual(['4 bytes', 'end'])
  })

  it('leave errors to the stream', async () => {
    const buffer = Buffer.alloc(16)
    const { near, far } = await connected(buffer)
    directReads(buffer).take(handleOf(near), { bytesRead: () => undefined })
    far.resetAndDestroy()
    const [error] = (await once(near, 'error')) as [NodeJS.ErrnoException]
    expect(error.code).toBe('ECONNRESET')
  })
})
