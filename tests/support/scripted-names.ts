import dns from 'node:dns'
import { syncBuiltinESMExports } from 'node:module'

/**
 * Loaded before a program (`--import`), in each of its threads: names under `.test` resolve as their first word says,
 * whatever resolver the machine has. All other names go on as they were.
 */
type Callback = (error: NodeJS.ErrnoException | null, addresses: dns.LookupAddress[]) => void

const FAILURES = new Map([
  ['missing.test', 'ENOTFOUND'],
  ['failing.test', 'EAI_AGAIN']
])

function failure(host: string, code: string): NodeJS.ErrnoException {
  return Object.assign(new Error(`getaddrinfo ${code} ${host}`), { code })
}

const { lookup } = dns
const lookupPromise = dns.promises.lookup

Object.assign(dns, {
  lookup: (host: string, options: dns.LookupAllOptions, callback: Callback) => {
    const code = FAILURES.get(host)
    if (code !== undefined) setImmediate(callback, failure(host, code), [])
    else if (host !== 'silent.test') lookup(host, options, callback)
  }
})
Object.assign(dns.promises, {
  lookup: (host: string, options: dns.LookupAllOptions) => {
    const code = FAILURES.get(host)
    if (code !== undefined) return Promise.reject(failure(host, code))
    return host === 'silent.test' ? new Promise(() => undefined) : lookupPromise(host, options)
  }
})
syncBuiltinESMExports()
