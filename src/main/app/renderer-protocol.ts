import { net, protocol } from 'electron'
import { join, normalize, sep } from 'node:path'
import { pathToFileURL } from 'node:url'

/** The renderer's files come from a scheme of their own: a `file://` page could reach every file on the disk. */
export const RENDERER_URL = 'app://bundle/index.html'

/** Must run before the app is ready. */
export function registerRendererScheme(): void {
  protocol.registerSchemesAsPrivileged([
    { scheme: 'app', privileges: { standard: true, secure: true, supportFetchAPI: true } }
  ])
}

/** Serves the files below `folder` and nothing else. */
export function serveRenderer(folder: string): void {
  protocol.handle('app', async (request) => {
    const { host, pathname } = new URL(request.url)
    const file = normalize(join(folder, decodeURIComponent(pathname)))
    if (host !== 'bundle' || !file.startsWith(folder + sep)) return notFound()
    try {
      return await net.fetch(pathToFileURL(file).toString())
    } catch {
      return notFound()
    }
  })
}

function notFound(): Response {
  return new Response('not found', { status: 404 })
}
