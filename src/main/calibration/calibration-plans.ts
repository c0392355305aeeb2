const CONNECTIONS = 50
/** Little enough that only the machine's own jitter shows, often enough that a p99 is worth its name. */
export const JITTER_RATE = 1000
const WARM_UP = '1s'

/** The smallest whole response of the practice target. */
const flow = [{ request: { name: 'least', url: '/status/204' } }]

/** As fast as the lanes go; not a virtual user less than lanes, so that each has work. */
export function throughputPlan(targetUrl: string, lanes: number, seconds: number): Record<string, unknown> {
  const scenario = {
    executor: 'constant-vus',
    vus: Math.max(CONNECTIONS, lanes),
    duration: `${seconds}s`,
    flow
  }
  return plan(targetUrl, scenario)
}

export function jitterPlan(targetUrl: string, seconds: number): Record<string, unknown> {
  return plan(targetUrl, {
    ...{ executor: 'constant-arrival-rate', rate: JITTER_RATE, duration: `${seconds}s` },
    ...{ preAllocatedVUs: CONNECTIONS, maxVUs: JITTER_RATE, flow }
  })
}

function plan(targetUrl: string, scenario: Record<string, unknown>): Record<string, unknown> {
  return {
    ...{ version: 1, name: 'Calibration', target: targetUrl, warmUp: WARM_UP },
    defaults: { cookies: 'off' },
    scenarios: { calibrate: { ...scenario, gracefulStop: '2s' } }
  }
}
