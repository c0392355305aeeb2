import { execFile } from 'node:child_process'
import { arch, cpus, hostname, networkInterfaces, release, type as osType } from 'node:os'
import type { RunEnvironment } from '../../shared/metrics/summary.ts'
import type { Plan } from '../../shared/plan/plan.ts'
import { proxyChoice } from '../engine/proxy-choice.ts'
import { plannedPlaces } from './planned-places.ts'
import { resolveHost } from './resolve-host.ts'
import packageJson from '../../../package.json' with { type: 'json' }

const GIT_TIMEOUT_MS = 2000

/** How a Unix socket stands among the addresses of a run. */
const SOCKET_SCHEME = 'unix:'

/**
 * Where and with what a run is made: saved with it, so that two runs can be told apart years later.
 *
 * @param env values of the plan's `${env.NAME}`
 */
export async function describeEnvironment(
  plan: Plan,
  env: Readonly<Record<string, string>>
): Promise<RunEnvironment> {
  const [gitCommit, targetAddresses] = await Promise.all([currentGitCommit(), resolveTargets(plan, env)])
  const processors = cpus()
  const { electron, node } = process.versions
  return {
    loadgale: packageJson.version,
    runtime: electron === undefined ? `Node ${node}` : `Electron ${electron}, Node ${node}`,
    os: `${osType()} ${release()} ${arch()}`,
    host: hostname(),
    cpu: processors[0]?.model.trim() ?? 'unknown',
    cores: processors.length,
    gitCommit,
    targetAddresses
  }
}

/** Whether load goes to the machine that makes it, so that generator and target share its cores. */
export function isOnThisMachine(addresses: readonly string[]): boolean {
  const own = Object.values(networkInterfaces()).flatMap((entries) =>
    (entries ?? []).map(({ address }) => address)
  )
  return addresses.some(
    (address) =>
      address.startsWith('127.') ||
      address === '::1' ||
      address.startsWith(SOCKET_SCHEME) ||
      own.includes(address)
  )
}

/** The commit of the working folder, which is what CI calls the release; null outside of a repository. */
function currentGitCommit(): Promise<string | null> {
  return new Promise((resolve) => {
    execFile('git', ['rev-parse', 'HEAD'], { timeout: GIT_TIMEOUT_MS }, (error, stdout) =>
      resolve(error === null ? stdout.trim() : null)
    )
  })
}

/**
 * Addresses of the places that the plan connects to, of a proxy in place of what is behind it; a host that does not
 * resolve shows as the errors of its requests.
 */
async function resolveTargets(plan: Plan, env: Readonly<Record<string, string>>): Promise<string[]> {
  const proxyOf = plan.proxy === undefined ? undefined : proxyChoice(plan.proxy, env)
  const found = await Promise.all(
    plannedPlaces(plan, undefined, proxyOf).map((place) => {
      if (!('host' in place)) return [`${SOCKET_SCHEME}${place.unixSocket}`]
      return place.behindProxy ? [] : resolveHost(place.host)
    })
  )
  return [...new Set(found.flat())].sort()
}
