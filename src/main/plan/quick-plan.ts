import { escapeTemplate } from '../../shared/plan/index.ts'
import { arrivalRate } from './arrival-rate.ts'
import { optionPlaces, type OptionOf, type OptionPlace } from './option-places.ts'

/** What `loadgale quick` is given on the command line. */
export interface QuickOptions {
  readonly url: string
  readonly connections: number
  /** Where both bounds are given, the one that is reached first ends the run. */
  readonly durationMs?: number
  readonly requests?: number
  /** Requests a second in all; without it every connection sends as fast as it can. */
  readonly ratePerSecond?: number
  readonly method?: string
  readonly headers?: Readonly<Record<string, string>>
  readonly request?: QuickRequest
  readonly timeoutMs?: number
  /** The path of the socket over which the URL is asked for, in place of its host. */
  readonly unixSocket?: string
  /** False opens a connection for each request. */
  readonly keepAlive?: boolean
}

/** Keys of the request as the plan has them: its body and who sends it; `method` is that of such a body. */
export type QuickRequest = Readonly<Record<string, unknown>> & { readonly method?: string }

const DEFAULT_DURATION_MS = 10_000

const SCENARIO_OPTIONS = {
  ...{ vus: '--connections', preAllocatedVUs: '--connections', maxVUs: '--connections' },
  ...{ iterations: '--requests', duration: '--duration', maxDuration: '--duration' },
  ...{ rate: '--rate', timeUnit: '--rate' }
}
const REQUEST_OPTIONS = { method: '--method', headers: '--header', timeout: '--timeout', auth: '--user' }

/**
 * The option behind each place of `quickPlan`'s document.
 *
 * @param bodyOption the one that gave the request its body
 */
export function quickOptionOf(bodyOption: string): OptionOf {
  const body = { body: bodyOption, bodyFile: bodyOption, multipart: bodyOption }
  return optionPlaces([
    [['unixSocket'], '--unix-socket'],
    ...placesUnder(['scenarios', 'quick'], SCENARIO_OPTIONS),
    ...placesUnder(['scenarios', 'quick', 'flow', 0, 'request'], { ...REQUEST_OPTIONS, ...body })
  ])
}

function placesUnder(keys: OptionPlace[0], options: Readonly<Record<string, string>>): OptionPlace[] {
  return Object.entries(options).map(([key, option]) => [[...keys, key], option])
}

/** The plan document of one request repeated: what hey, wrk, autocannon and oha do. Not yet validated. */
export function quickPlan(options: QuickOptions): Record<string, unknown> {
  const { url, headers = {}, request: given = {}, timeoutMs } = options
  const method = options.method ?? given.method ?? 'GET'
  const request = {
    ...given,
    name: `${method.toUpperCase()} ${pathOf(url)}`,
    method,
    url: escapeTemplate(url),
    ...(Object.keys(headers).length > 0 && { headers }),
    ...(timeoutMs !== undefined && { timeout: timeoutMs })
  }
  return {
    version: 1,
    name: `Quick ${url}`.slice(0, 200),
    ...(options.unixSocket !== undefined && { unixSocket: options.unixSocket }),
    ...(options.keepAlive === false && { connections: { reuse: false } }),
    scenarios: { quick: { ...executorOf(options), flow: [{ request }] } }
  }
}

function executorOf(options: QuickOptions): Record<string, unknown> {
  const { connections, requests, ratePerSecond } = options
  if (ratePerSecond !== undefined) {
    const { rate, timeUnitMs } = arrivalRate(ratePerSecond)
    // With a number of requests the run ends between the start of the last of them and the next.
    const bounds = requests === undefined ? [] : [((requests - 0.5) * timeUnitMs) / rate]
    if (options.durationMs !== undefined) bounds.push(options.durationMs)
    return {
      executor: 'constant-arrival-rate',
      rate,
      timeUnit: timeUnitMs,
      duration: bounds.length === 0 ? DEFAULT_DURATION_MS : Math.min(...bounds),
      preAllocatedVUs: connections,
      maxVUs: connections
    }
  }
  if (requests !== undefined) {
    return {
      executor: 'shared-iterations',
      vus: Math.min(connections, requests),
      iterations: requests,
      maxDuration: options.durationMs ?? '24h'
    }
  }
  return { executor: 'constant-vus', vus: connections, duration: options.durationMs ?? DEFAULT_DURATION_MS }
}

function pathOf(url: string): string {
  const parsed = URL.parse(url)
  return parsed === null ? url.slice(0, 200) : `${parsed.pathname}${parsed.search}`.slice(0, 200)
}
