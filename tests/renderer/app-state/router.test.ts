import { afterEach, describe, expect, it } from 'vitest'
import {
  formatHash,
  parseHash,
  Router,
  type Route
} from '../../../src/renderer/src/app-state/router.svelte.ts'

afterEach(() => {
  window.location.hash = ''
})

describe('the route', () => {
  const routes: readonly Route[] = [
    { view: 'test' },
    { view: 'run', runId: null },
    { view: 'run', runId: 'a/b c' },
    { view: 'history' },
    { view: 'compare', baseId: null, otherId: null },
    { view: 'compare', baseId: '1', otherId: '2' }
  ]

  it.each(routes)('survives the hash: $view', (route) => {
    expect(parseHash(formatHash(route))).toEqual(route)
  })

  it('is the Test page for anything unknown', () => {
    expect(parseHash('#/nowhere')).toEqual({ view: 'test' })
    expect(parseHash('')).toEqual({ view: 'test' })
  })

  it('is read from the location when the page loads', () => {
    window.location.hash = '#/run/42'
    expect(new Router(window).route).toEqual({ view: 'run', runId: '42' })
  })

  it('returns to the run shown last', () => {
    const router = new Router(window)
    router.go({ view: 'run', runId: '42' })
    router.open('history')
    router.open('run')
    expect(router.route).toEqual({ view: 'run', runId: '42' })
  })
})
