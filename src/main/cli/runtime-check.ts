import { CliError } from './cli-error.ts'

interface Runtime {
  readonly napi: string | undefined
  readonly node: string
  readonly hasThreadCpuUsage: boolean
}

/** better-sqlite3 is built against this Node-API and ends the process on an older one. */
const NEEDED_NAPI = 10

const thisRuntime = (): Runtime => ({
  napi: process.versions.napi,
  node: process.version,
  hasThreadCpuUsage: 'threadCpuUsage' in process
})

/**
 * Refuses a runtime that could not finish what it begins, before anything is loaded from it.
 *
 * @throws CliError that says what to do
 */
export function requireRuntime({ napi, node, hasThreadCpuUsage }: Runtime = thisRuntime()): void {
  if (Number(napi) >= NEEDED_NAPI && hasThreadCpuUsage) return
  throw new CliError(
    `Loadgale needs Node.js 24, this is Node.js ${node}. Install a newer one, or start with ` +
      '"npm run -s loadgale -- ..." in the repository, which brings its own'
  )
}
