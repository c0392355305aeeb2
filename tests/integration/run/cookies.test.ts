import { describe, expect, it } from 'vitest'
import { planDocument } from './plan-document.ts'
import { countingServer, runPlan } from './run-fixture.ts'

/** What cookies each request of two iterations carried: one signs in, by way of a redirect, one looks, one leaves. */
async function cookiesSent(defaults: Record<string, unknown>): Promise<string[]> {
  const seen: string[] = []
  const server = await countingServer((request, response, number) => {
    seen.push(`${request.url} ${request.headers.cookie ?? '-'}`)
    if (request.url === '/login') {
      response.setHeader('set-cookie', [
        `sid=${number}; Path=/; HttpOnly`,
        'deep=1; Path=/deep',
        'tls=1; Secure'
      ])
      response.writeHead(302, { location: '/home' })
    } else if (request.url === '/home') {
      response.setHeader('set-cookie', ['theme=dark', 'evil=1; Domain=example.com'])
    } else {
      response.setHeader('set-cookie', 'sid=; Max-Age=0')
    }
    response.end()
  })
  const flow = [
    { request: { url: '/login' } },
    { request: { url: '/leave', headers: { cookie: 'own=1; theme=light' } } },
    { request: { url: '/deep/x' } }
  ]
  const scenarios = { one: { executor: 'per-vu-iterations', iterations: 2, flow } }
  const { summary } = await runPlan(planDocument(server.url, scenarios, { defaults }))
  expect(summary.totals.completed).toBe(8)
  return seen
}

describe('cookies', () => {
  it('are taken, sent where they belong, and forgotten with each iteration', async () => {
    expect(await cookiesSent({})).toEqual([
      '/login -',
      '/home sid=1; tls=1',
      '/leave own=1; theme=light; sid=1; tls=1',
      '/deep/x deep=1; tls=1; theme=dark',
      '/login -',
      '/home sid=5; tls=1',
      '/leave own=1; theme=light; sid=5; tls=1',
      '/deep/x deep=1; tls=1; theme=dark'
    ])
  })

  it('live as long as the virtual user where the plan says so', async () => {
    const seen = await cookiesSent({ cookies: 'keep' })
    expect(seen.slice(4)).toEqual([
      '/login tls=1; theme=dark',
      '/home tls=1; theme=dark; sid=5',
      '/leave own=1; theme=light; tls=1; sid=5',
      '/deep/x deep=1; tls=1; theme=dark'
    ])
  })

  it('are neither taken nor sent where they are off, but those of the plan', async () => {
    const seen = await cookiesSent({ cookies: 'off' })
    expect(seen.slice(0, 4)).toEqual(['/login -', '/home -', '/leave own=1; theme=light', '/deep/x -'])
  })

  it('are each virtual user its own', async () => {
    const seen: string[] = []
    const server = await countingServer((request, response, number) => {
      seen.push(`${request.url} ${request.headers.cookie ?? '-'}`)
      if (request.url === '/1') response.setHeader('set-cookie', `id=${number}`)
      response.end()
    })
    const flow = [{ request: { url: '/1' } }, { request: { url: '/2' } }]
    await runPlan(
      planDocument(server.url, { one: { executor: 'per-vu-iterations', vus: 5, iterations: 1, flow } })
    )
    const carried = seen.filter((line) => line.startsWith('/2'))
    expect(carried).toHaveLength(5)
    expect(new Set(carried).size).toBe(5)
    expect(carried).not.toContain('/2 -')
  })
})
