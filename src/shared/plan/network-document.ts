import { z } from 'zod'
import { DURATION_EXAMPLES, parseDuration } from '../duration.ts'
import { parseIpRange } from '../ip-range.ts'
import { ADDRESS_POLICIES, ADDRESS_SELECTS } from '../network-settings.ts'
import { wholeNumber } from './document-values.ts'
import { parseMappedAddress, parseMappedHost } from './host-mapping.ts'

/** The keys of a plan that say how connections are made and kept; `resolveNetwork` fills their defaults. */

const ttlError = `inf, 0 or a duration such as ${DURATION_EXAMPLES}`
const dns = z.strictObject(
  {
    ttl: z
      .union([z.string(), z.number()], { error: ttlError })
      .refine((value) => value === 'inf' || parseDuration(value) !== null, { error: ttlError })
      .optional(),
    select: z.enum(ADDRESS_SELECTS, { error: `one of ${ADDRESS_SELECTS.join(', ')}` }).optional(),
    policy: z.enum(ADDRESS_POLICIES, { error: `one of ${ADDRESS_POLICIES.join(', ')}` }).optional()
  },
  { error: 'a mapping with ttl, select or policy' }
)

const addressError = 'an IP address such as "10.0.0.7", with a port such as "10.0.0.7:8443" or "[::1]:8443"'
const hosts = z.record(
  z.string().refine((name) => parseMappedHost(name) !== null, {
    error: 'a host such as "shop.test", "shop.test:8443" or "*.shop.test"'
  }),
  z
    .string({ error: addressError })
    .refine((value) => parseMappedAddress(value) !== null, { error: addressError }),
  { error: 'a mapping of host names to addresses' }
)

/** What fits into a socket's address on Linux; some systems take a little less. */
const MAX_SOCKET_PATH_BYTES = 107
const socketError = `the path of a Unix socket such as "/run/app.sock", from the root and at most ${MAX_SOCKET_PATH_BYTES} bytes long`
export const unixSocket = z.string({ error: socketError }).refine(isSocketPath, { error: socketError })

const rangeError = 'an IP address, a range such as "10.0.0.5-10.0.0.9" or a network such as "10.0.0.0/28"'
const localAddresses = z
  .array(
    z.string({ error: rangeError }).refine((value) => parseIpRange(value) !== null, { error: rangeError }),
    {
      error: 'a list of IP addresses, ranges and networks'
    }
  )
  .min(1, { error: 'at least one address' })

/** As many as there can be VUs. */
const MOST_CONNECTIONS = 100_000

const reuseError = 'true, false or iteration'
const connections = z.strictObject(
  {
    reuse: z
      .union([z.boolean({ error: reuseError }), z.literal('iteration', { error: reuseError })], {
        error: reuseError
      })
      .optional(),
    pool: wholeNumber(1, MOST_CONNECTIONS).optional()
  },
  { error: 'a mapping with reuse or pool' }
)

export const networkKeys = {
  dns: dns.optional(),
  hosts: hosts.optional(),
  unixSocket: unixSocket.optional(),
  localAddresses: localAddresses.optional(),
  connections: connections.optional()
}

/** A path from the root, or one of Windows's named pipes. */
function isSocketPath(path: string): boolean {
  const isAbsolute = path.startsWith('/') || path.startsWith('\\\\.\\pipe\\')
  return isAbsolute && !path.includes('\0') && new TextEncoder().encode(path).length <= MAX_SOCKET_PATH_BYTES
}
