/** What each figure of the app means, shown when it is hovered or focused. One wording for one figure, everywhere. */
export const DEFINITIONS = {
  response:
    'Response time: from the moment the request was intended to start to its end. Start lag + set-up + service. Holds ok, HTTP errors and timeouts.',
  service: 'Service time: sending + waiting + receiving. What k6 calls http_req_duration.',
  startLag:
    'Start lag: how late the generator itself dispatched a request after its intended start. Nothing of the target is in it.',
  setup: 'Set-up: waiting for a connection, DNS, TCP connect and TLS. Zero on a reused connection.',
  sending: 'Sending: until the request was handed to the system in full.',
  waiting: 'Waiting: from the request sent to the first byte of the response. Mostly the server at work.',
  receiving: 'Receiving: from the first to the last byte of the response.',
  p50: 'Median: half of the requests were faster than this.',
  p90: '90th percentile: nine of ten requests were faster than this.',
  p95: '95th percentile: 95 of 100 requests were faster than this.',
  p99: '99th percentile: 99 of 100 requests were faster than this.',
  p999: '99.9th percentile: 999 of 1,000 requests were faster than this.',
  mean: 'Arithmetic mean. Says little about latency: look at the percentiles.',
  max: 'The slowest request.',
  plannedRate: 'Iterations that the plan wants started in each second.',
  achievedRate: 'Iterations that were started in each second.',
  dropped: 'Iterations that were due but not started, because all virtual users were busy.',
  requestRate: 'Requests that ended in each second, whatever their outcome.',
  errorShare: 'Share of requests that were not ok: unexpected status, timeout or transport error.',
  errors: 'Requests that were not ok, by code: unexpected statuses, timeouts and transport errors.',
  objective: 'The limit of a threshold of the plan on this response time.',
  suspect:
    'A suspect second: the generator was late, its loop delayed or its thread busy enough to distort what was measured.',
  saturated:
    'A saturated second: the generator was at its limit. Throughput is a lower bound and latency an upper bound.',
  limiter:
    'What kept this run from doing more, or made its requests slow: the service, the generator, the network or the plan itself, and the figure that decided.',
  loopDelay: 'Loop delay: how late the generator’s event loop ran, p99 of the second.',
  busy: 'Busy: share of one core that the busiest lane used.',
  activeVus: 'Virtual users that are running an iteration.',
  inFlight: 'Requests sent and not yet answered.',
  readyQueue: 'Tasks that could run now and wait for their turn.',
  timers: 'Timers that are set: sleeps, timeouts and the next arrivals.',
  tasks: 'Tasks that exist: virtual users and what they started.',
  steps: 'Task steps run in each second. A step is the stretch between two awaits.',
  slowestStep: 'The longest stretch in which one task held the loop, and its name.',
  connections: 'Open connections to the target.',
  statusCodes: 'HTTP statuses of whole responses.',
  requests: 'Requests that were started.',
  received: 'Bytes received, with heads.',
  retried:
    'Requests sent again because a reused connection turned out to be closed. The time of both is counted.',
  conservation: 'Everything that was started must be accounted for. If not, a figure of this run is wrong.'
} as const

export type DefinitionKey = keyof typeof DEFINITIONS
