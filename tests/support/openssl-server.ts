import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { TestCertificate } from './test-certificates.ts'

export interface OpensslServer {
  readonly url: URL
  close(): Promise<void>
}

/**
 * OpenSSL's own server, on a free port of 127.0.0.1, which answers each request with a page about the handshake. Unlike
 * Node's it tells a client with an alert why it is refused.
 *
 * @param words further options of `openssl s_server`; `FOLDER` stands for that of the files
 * @param files PEM files by name
 */
export async function startOpensslServer(
  { cert, key }: TestCertificate,
  words: readonly string[],
  files: Readonly<Record<string, string>> = {}
): Promise<OpensslServer> {
  const folder = mkdtempSync(join(tmpdir(), 'loadgale-s-server-'))
  for (const [name, text] of Object.entries({ ...files, 'server.pem': cert, 'server.key': key })) {
    writeFileSync(join(folder, name), text)
  }
  const fixed = ['s_server', '-accept', '127.0.0.1:0', '-www', '-cert', 'server.pem', '-key', 'server.key']
  const server = spawn('openssl', [...fixed, ...words], { cwd: folder, stdio: ['ignore', 'pipe', 'ignore'] })
  const exited = once(server, 'exit')
  let output = ''
  server.stdout.setEncoding('utf8')
  const port = await new Promise<string>((resolve, reject) => {
    server.stdout.on('data', (text: string) => {
      output += text
      const found = /^ACCEPT 127\.0\.0\.1:(\d+)/m.exec(output)?.[1]
      if (found !== undefined) resolve(found)
    })
    server.once('error', reject)
    server.once('exit', () => reject(new Error(`openssl s_server ended: ${output}`)))
  })
  return {
    url: new URL(`https://127.0.0.1:${port}/`),
    close: async () => {
      server.kill()
      await exited
      rmSync(folder, { recursive: true })
    }
  }
}
