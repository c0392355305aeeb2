import type { HostMapping } from '../../../shared/network-settings.ts'

/**
 * The plan's own host file. Of several entries that fit, one with the port wins over one without, then the whole name
 * over a wildcard, then the longer wildcard.
 */
export class HostMap {
  readonly #mappings = new Map<string, HostMapping>()

  constructor(mappings: readonly HostMapping[]) {
    for (const mapping of mappings) this.#mappings.set(keyOf(mapping.host, mapping.port), mapping)
  }

  /** The entry for a host in lower case, without brackets, and its port; null where it is to be resolved. */
  find(host: string, port: number): HostMapping | null {
    if (this.#mappings.size === 0) return null
    const patterns = patternsOf(host)
    for (const wanted of [port, null]) {
      for (const pattern of patterns) {
        const mapping = this.#mappings.get(keyOf(pattern, wanted))
        if (mapping !== undefined) return mapping
      }
    }
    return null
  }
}

function keyOf(pattern: string, port: number | null): string {
  return port === null ? pattern : `${pattern} ${port}`
}

/** What may stand for a name: for `a.b.test` that, `*.b.test`, `*.test` and `*`. */
function patternsOf(host: string): string[] {
  const labels = host.split('.')
  const wildcards = labels.slice(1).map((_, index) => `*.${labels.slice(index + 1).join('.')}`)
  return [host, ...wildcards, '*']
}
