import { spawn, spawnSync, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { connect, createServer, type AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import type { BenchRow } from './bench-row.ts'

export const LARGE_BODY_PATH = '/large'
export const LARGE_BODY_BYTES = 2 ** 20
/** A JSON list of a few hundred entries. */
export const LIST_PATH = '/list'
const LIST = JSON.stringify(
  Array.from({ length: 300 }, (_, id) => ({ id, name: `entry ${id}`, price: id / 4, tags: ['new', 'sale'] }))
)

/** The server of the comparisons: nginx, one worker, a fixed answer from memory. */
export interface LocalNginx {
  readonly url: string
  close(): Promise<void>
}

export function isInstalled(program: string): boolean {
  return spawnSync('sh', ['-c', `command -v ${program}`]).status === 0
}

/**
 * Runs `measure` with an nginx on the given core and a folder for databases, and removes both. Without nginx or one of
 * the programs there is nothing to measure: that is said, and no figure is made up.
 */
export async function withNginx(
  core: number,
  programs: readonly string[],
  measure: (nginx: LocalNginx, folder: string) => Promise<BenchRow[]>
): Promise<BenchRow[]> {
  const missing = ['nginx', 'taskset', ...programs].filter((program) => !isInstalled(program))
  if (missing.length > 0) {
    console.log(`Left out: ${missing.join(', ')} not found.`)
    console.log('On Debian: apt-get install -y --no-install-recommends nginx-light wrk util-linux')
    return []
  }
  const folder = mkdtempSync(join(tmpdir(), 'loadgale-bench-'))
  const nginx = await startNginx(core)
  try {
    return await measure(nginx, folder)
  } finally {
    await nginx.close()
    rmSync(folder, { recursive: true, force: true })
  }
}

/** @param cpu the core that nginx is pinned to, so that client and server do not share one */
async function startNginx(cpu: number): Promise<LocalNginx> {
  const folder = mkdtempSync(join(tmpdir(), 'loadgale-nginx-'))
  const port = await freePort()
  writeFileSync(join(folder, 'nginx.conf'), configuration(folder, port))
  // Started by root, nginx reads files as another user.
  chmodSync(folder, 0o755)
  writeFileSync(join(folder, 'large'), Buffer.alloc(LARGE_BODY_BYTES, 'loadgale '))
  writeFileSync(join(folder, 'list'), LIST)
  const child = spawn(
    'taskset',
    ['-c', String(cpu), 'nginx', '-c', join(folder, 'nginx.conf'), '-p', folder],
    {
      stdio: 'ignore'
    }
  )
  await untilListening(port, child)
  return {
    url: `http://127.0.0.1:${port}/`,
    close: async () => {
      child.kill('SIGTERM')
      if (child.exitCode === null) await once(child, 'exit')
      rmSync(folder, { recursive: true, force: true })
    }
  }
}

function configuration(folder: string, port: number): string {
  const temporary = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi']
    .map((kind) => `${kind}_temp_path ${join(folder, kind)};`)
    .join(' ')
  return `worker_processes 1; daemon off; pid ${join(folder, 'pid')}; error_log ${join(folder, 'error.log')};
events { worker_connections 19000; }
http {
  access_log off; sendfile on; keepalive_requests 1000000000; keepalive_timeout 600s; ${temporary}
  server { listen 127.0.0.1:${port} backlog=8192;
    location / { return 200 "hello world\\n"; }
    location ${LARGE_BODY_PATH} { root ${folder}; }
    location ${LIST_PATH} { root ${folder}; }
  }
}
`
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  server.close()
  await once(server, 'close')
  return port
}

async function untilListening(port: number, child: ChildProcess): Promise<void> {
  for (let attempt = 0; attempt < 100; attempt++) {
    if (child.exitCode !== null) throw new Error('nginx ended at its start')
    const socket = connect(port, '127.0.0.1')
    const connected = await Promise.race([
      once(socket, 'connect').then(
        () => true,
        () => false
      ),
      delay(200, false)
    ])
    socket.destroy()
    if (connected) return
    await delay(50)
  }
  throw new Error('nginx does not listen')
}
