import { readAuthChallenges, type AuthChallenge } from './auth-challenges.ts'

/** What a service asks of digest authentication (RFC 7616, section 3.3). */
export interface DigestChallenge {
  readonly realm: string
  readonly nonce: string
  readonly opaque: string | null
  /** As the service wrote it; null where it left it out, which means MD5. */
  readonly algorithm: string | null
  readonly hash: 'md5' | 'sha256'
  /** The `-sess` form: the secret is bound to the nonce of the session. */
  readonly isSession: boolean
  /** Null is the form of RFC 2069, without a count of uses. */
  readonly qop: 'auth' | 'auth-int' | null
  /** The credentials were right and the nonce too old. */
  readonly stale: boolean
  readonly acceptsUtf8: boolean
}

const HASHES: ReadonlyMap<string, 'md5' | 'sha256'> = new Map([
  ['md5', 'md5'],
  ['sha-256', 'sha256']
])
const SESSION = /-sess$/

/**
 * The first digest challenge among WWW-Authenticate headers that can be answered, since a service lists first what it
 * likes best. Null where there is none.
 */
export function findDigestChallenge(headers: readonly string[]): DigestChallenge | null {
  for (const challenge of headers.flatMap(readAuthChallenges)) {
    const digest = challenge.scheme === 'digest' ? readDigestChallenge(challenge) : null
    if (digest !== null) return digest
  }
  return null
}

/** The nonce that an Authentication-Info header has for the next request (RFC 7616, section 3.5); null where it has none. */
export function findNextNonce(authenticationInfo: string): string | null {
  const [info] = readAuthChallenges(`Digest ${authenticationInfo}`)
  return info?.parameters.get('nextnonce') ?? null
}

function readDigestChallenge({ parameters }: AuthChallenge): DigestChallenge | null {
  const realm = parameters.get('realm')
  const nonce = parameters.get('nonce')
  const algorithm = parameters.get('algorithm') ?? null
  const name = (algorithm ?? 'MD5').toLowerCase()
  const hash = HASHES.get(name.replace(SESSION, ''))
  const qop = chooseQop(parameters.get('qop'))
  if (realm === undefined || nonce === undefined || hash === undefined || qop === undefined) return null
  return {
    ...{ realm, nonce, algorithm, hash, qop },
    opaque: parameters.get('opaque') ?? null,
    isSession: SESSION.test(name),
    stale: parameters.get('stale')?.toLowerCase() === 'true',
    acceptsUtf8: parameters.get('charset')?.toLowerCase() === 'utf-8'
  }
}

/** Undefined for offers that are all unknown. */
function chooseQop(offered: string | undefined): DigestChallenge['qop'] | undefined {
  if (offered === undefined) return null
  const offers = offered.toLowerCase().split(/[\s,]+/)
  return (['auth', 'auth-int'] as const).find((qop) => offers.includes(qop))
}
