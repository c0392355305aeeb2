import { once } from 'node:events'
import { createServer, connect, type AddressInfo, type Socket } from 'node:net'
import { afterEach, describe, expect, it } from 'vitest'
import { DirectWrites, PENDING, WRITTEN } from '../../../../src/main/engine/http/direct-writes.ts'

const closing: { destroy(): void }[] = []

afterEach(() => {
  for (const one of closing.splice(0)) one.destroy()
})

/** Both ends of a TCP connection; the far end reads nothing before it is told to. */
async function connected(): Promise<{ near: Socket; far: Socket }> {
  const server = createServer({ pauseOnConnect: true }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  const near = connect((server.address() as AddressInfo).port, '127.0.0.1')
  const [far] = (await once(server, 'connection')) as [Socket]
  if (near.connecting) await once(near, 'connect')
  server.close()
  closing.push(near, far)
  return { near, far }
}

function directWrites(): DirectWrites {
  const writes = DirectWrites.create()
  if (writes === null) throw new Error('this runtime allows no direct writes')
  return writes
}

const nobody = {
  writeCompleted: () => {
    throw new Error('a write that was taken at once has no end to tell')
  }
}

describe('direct writes', () => {
  it.each([
    ['nothing', null],
    ['an object of another kind', {}],
    ['no state', { WriteWrap: class {}, kLastWriteWasAsync: 3 }],
    [
      'a state that is too short',
      { WriteWrap: class {}, streamBaseState: new Int32Array(3), kLastWriteWasAsync: 3 }
    ]
  ])('are not made where the runtime offers %s', (_, binding) => {
    expect(DirectWrites.create(binding)).toBeNull()
  })

  it('find no handle in a socket that is not connected', () => {
    const writes = directWrites()
    const socket = connect({ port: 1, host: '127.0.0.1' }).on('error', () => undefined)
    socket.destroy()
    expect(writes.handleOf(socket)).toBeNull()
  })

  it('hand a small write to the kernel at once', async () => {
    const { near, far } = await connected()
    const writes = directWrites()
    const handle = writes.handleOf(near)!
    expect(writes.write(handle, Buffer.from('one '), nobody)).toBe(WRITTEN)
    expect(writes.write(handle, Buffer.from('two'), nobody)).toBe(WRITTEN)
    let text = ''
    far.on('data', (chunk: Buffer) => (text += chunk.toString())).resume()
    while (text.length < 7) await once(far, 'data')
    expect(text).toBe('one two')
  })

  it('tell the end of a write that the kernel took in parts, and lose no byte of it', async () => {
    const { near, far } = await connected()
    const writes = directWrites()
    const bytes = Buffer.alloc(16 * 2 ** 20)
    for (let at = 0; at < bytes.length; at += 4) bytes.writeUInt32LE(at, at)
    const completed = new Promise<number>((resolve) => {
      expect(writes.write(writes.handleOf(near)!, bytes, { writeCompleted: resolve })).toBe(PENDING)
    })
    const received: Buffer[] = []
    let length = 0
    far.on('data', (chunk: Buffer) => {
      received.push(chunk)
      length += chunk.length
    })
    far.resume()
    expect(await completed).toBe(0)
    while (length < bytes.length) await once(far, 'data')
    expect(Buffer.concat(received).equals(bytes)).toBe(true)
  })

  it('tell the end of a pending write whose socket is destroyed as a failure', async () => {
    const { near } = await connected()
    const writes = directWrites()
    const completed = new Promise<number>((resolve) =>
      writes.write(writes.handleOf(near)!, Buffer.alloc(16 * 2 ** 20), { writeCompleted: resolve })
    )
    near.destroy()
    expect(await completed).toBeLessThan(0)
  })

  it('return the error of a write that cannot be made, and tell nobody', async () => {
    const { near } = await connected()
    const writes = directWrites()
    const handle = writes.handleOf(near)!
    near.end()
    await once(near, 'finish')
    expect(writes.write(handle, Buffer.from('late'), nobody)).toBeLessThan(0)
  })
})
