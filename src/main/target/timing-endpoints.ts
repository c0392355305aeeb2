import { sendText, wholeNumber, type Endpoint, type EndpointCall } from './endpoint.ts'
import { logNormal } from './log-normal.ts'

const MAX_DELAY_MS = 60_000
const MEDIAN_MS = 20
const SIGMA = 0.6
const COMMON_MS = 5
const RARE_MS = 500
const RARE_SHARE = 0.01

/** A client that goes away meanwhile must not leave a timer behind. */
function answerAfter({ response }: EndpointCall, delayMs: number): void {
  const timer = setTimeout(() => sendText(response, 200, `${delayMs.toFixed(1)} ms\n`), delayMs)
  response.once('close', () => clearTimeout(timer))
}

function delay(call: EndpointCall): void {
  const delayMs = wholeNumber(call.parameter, 0, MAX_DELAY_MS)
  if (delayMs === null) sendText(call.response, 400, `The delay must be 0 to ${MAX_DELAY_MS} milliseconds.\n`)
  else answerAfter(call, delayMs)
}

function logNormalDelay(call: EndpointCall): void {
  answerAfter(call, Math.min(MAX_DELAY_MS, logNormal(MEDIAN_MS, SIGMA, call.random)))
}

function slow(call: EndpointCall): void {
  answerAfter(call, call.random() < RARE_SHARE ? RARE_MS : COMMON_MS)
}

/** Answers whose time is known, to see whether a load tester tells the truth about it. */
export const TIMING_ENDPOINTS: readonly Endpoint[] = [
  {
    method: 'any',
    path: '/fast',
    description: 'at once',
    answer: ({ response }) => sendText(response, 200, 'fast\n')
  },
  {
    method: 'any',
    path: '/delay/:ms',
    description: 'after so many milliseconds, 60,000 at most',
    answer: delay
  },
  {
    method: 'any',
    path: '/lognormal',
    description: 'like a real service: log-normal, median 20 ms, p99 about 81 ms',
    answer: logNormalDelay
  },
  { method: 'any', path: '/slow', description: '99 % after 5 ms, 1 % after 500 ms', answer: slow }
]
