import { execFile } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { expect, it } from 'vitest'
import { ScriptedServer } from '../../support/scripted-server.ts'

const CLIENT = fileURLToPath(new URL('../../support/descriptor-hungry-client.ts', import.meta.url))

/** Windows has no such limit for sockets. */
const canLimitDescriptors = process.platform !== 'win32'

it.runIf(canLimitDescriptors)(
  'a client without descriptors says so, for connections and for names',
  async () => {
    const server = await ScriptedServer.answering('HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n')
    try {
      const command = 'ulimit -n 100 && exec "$0" "$@"'
      const { stdout } = await promisify(execFile)('sh', [
        '-c',
        command,
        process.execPath,
        CLIENT,
        server.url().href
      ])
      expect(JSON.parse(stdout)).toEqual({
        connecting: ['descriptors_exhausted', 'none'],
        resolving: 'descriptors_exhausted'
      })
    } finally {
      await server.close()
    }
  }
)
