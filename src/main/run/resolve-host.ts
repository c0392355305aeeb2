import { lookup } from 'node:dns/promises'
import { isIP } from 'node:net'
import { setTimeout as delay } from 'node:timers/promises'

/** A resolver that does not answer must not keep a run from starting. */
const LOOKUP_TIMEOUT_MS = 3000

/** The addresses of a host before a run; none where it does not resolve, or not in three seconds. */
export async function resolveHost(host: string): Promise<string[]> {
  if (isIP(host) !== 0) return [host]
  const limit = new AbortController()
  try {
    const addresses = lookup(host, { all: true })
    const tooLate = delay(LOOKUP_TIMEOUT_MS, [], { signal: limit.signal })
    return (await Promise.race([addresses, tooLate])).map(({ address }) => address)
  } catch {
    return []
  } finally {
    limit.abort()
  }
}
