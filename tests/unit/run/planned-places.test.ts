import { describe, expect, it } from 'vitest'
import { plannedPlaces } from '../../../src/main/run/planned-places.ts'
import type { ProxyChoice } from '../../../src/main/engine/http/index.ts'
import { parsePlan } from '../../../src/shared/plan/index.ts'
import type { Plan } from '../../../src/shared/plan/plan.ts'

function planOf(urls: readonly string[], rest: Record<string, unknown> = {}): Plan {
  const flow = urls.map((url) => ({ request: { url } }))
  const scenarios = { a: { executor: 'shared-iterations', flow } }
  const parsed = parsePlan({ version: 1, target: 'http://base.test', scenarios, ...rest })
  if (!parsed.valid) throw new Error(JSON.stringify(parsed.problems))
  return parsed.plan
}

const HOSTS = { 'shop.test': '10.0.0.7', 'proxy.test': '10.0.0.9' }
const straight = (host: string): object => ({ host, behindProxy: false })

describe('the places of a plan', () => {
  it('are the hosts of its URLs, after its own host map, each once', () => {
    const plan = planOf(['/a', '/b', 'https://shop.test/', 'http://[::1]:80/'], { hosts: HOSTS })
    expect(plannedPlaces(plan)).toEqual([straight('base.test'), straight('10.0.0.7'), straight('::1')])
  })

  it('are a proxy, after the host map, and what is behind it by its own name', () => {
    const proxy = { scheme: 'http', host: 'proxy.test', port: 3128, authorization: null } as const
    const proxyOf: ProxyChoice = (scheme) => (scheme === 'https' ? proxy : null)
    const plan = planOf(['https://shop.test/', 'http://shop.test/'], { hosts: HOSTS })
    expect(plannedPlaces(plan, undefined, proxyOf)).toEqual([
      straight('10.0.0.9'),
      { host: 'shop.test', behindProxy: true },
      straight('10.0.0.7')
    ])
  })
})
