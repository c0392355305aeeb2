interface LoadOptions {
  readonly name?: string
  readonly vus?: number
  readonly duration?: string
  /** Pause after each request. */
  readonly think?: string
}

/** Virtual users that ask `url` again and again. */
export function loadPlan(url: string, options: LoadOptions = {}): Record<string, unknown> {
  const { name = 'Local', vus = 2, duration = '60s', think } = options
  return {
    version: 1,
    name,
    target: url,
    scenarios: {
      load: {
        executor: 'constant-vus',
        vus,
        duration,
        gracefulStop: '2s',
        flow: [{ request: { name: 'home', url: '/' } }, ...(think === undefined ? [] : [{ think }])]
      }
    }
  }
}
