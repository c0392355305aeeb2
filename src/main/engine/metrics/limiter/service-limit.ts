import { LIMITER_PHASES } from '../../../../shared/metrics/limiter.ts'
import type { LimiterPhase, LimiterVerdict } from '../../../../shared/metrics/limiter.ts'
import { megabytesText, msText, percentText } from '../../../../shared/metrics/limiter-words.ts'
import type { PartFigures } from './part-figures.ts'
import { verdict } from './verdict.ts'

/** A phase grew when it did by more than this and by more than this share of a whole request. */
const GROWTH_FLOOR_MS = 1
const GROWTH_SHARE = 0.5
/** Failures that come with the load. */
const FAILURE_GROWTH = 0.05
/** A handshake takes some round trips and waiting at least one: more than this is no distance. */
const SETUP_FLOOR_MS = 10
const SETUP_TO_WAITING = 5
/** What fits into the buffers on the way says nothing about how much the way can carry. */
const LARGE_BODY_BYTES = 65_536
/** The transfer is flat where it kept less than this of what the demand grew by. */
const FLAT_SHARE = 0.75

export interface Growth {
  readonly phase: LimiterPhase
  readonly ms: number
}

export interface Compared {
  readonly low: PartFigures
  readonly high: PartFigures
  /** Whether the load differed between the two; otherwise `low` is the beginning of the run. */
  readonly varies: boolean
  readonly isOpen: boolean
  readonly targetOnSameMachine: boolean
}

/** The phase that grew most; null where none grew by enough to tell. */
export function largestGrowth({ low, high }: Compared): Growth | null {
  if (low.timed === 0 || high.timed === 0) return null
  const growths = LIMITER_PHASES.map((phase) => ({ phase, ms: high.phaseMs[phase] - low.phaseMs[phase] }))
  const largest = growths.reduce((a, b) => (b.ms > a.ms ? b : a))
  return largest.ms > Math.max(GROWTH_FLOOR_MS, low.requestMs * GROWTH_SHARE) ? largest : null
}

/** Why requests took longer: the network where a transfer grew that carried no more, otherwise the service. */
export function growthLimit(compared: Compared, { phase, ms }: Growth): LimiterVerdict {
  const { low, high, varies } = compared
  const transfer = flatTransfer(compared, phase)
  if (transfer !== null) return transfer
  const text = `The service: ${phase} grew by ${msText(ms)} in the mean, from ${msText(low.phaseMs[phase])} to ${msText(high.phaseMs[phase])}, ${varies ? 'from the lowest to the highest load' : 'since the beginning of the run'}.`
  return verdict('service', 'phaseGrowth', ms, text, phase)
}

/** A transfer of large bodies whose bytes per second did not follow what was asked of it. */
function flatTransfer(compared: Compared, phase: LimiterPhase): LimiterVerdict | null {
  const { low, high, varies, isOpen, targetOnSameMachine } = compared
  // Between two processes of one machine there is no network that could be full.
  if (targetOnSameMachine || (phase !== 'receiving' && phase !== 'sending')) return null
  const [bytes, carriedLow, carriedHigh] =
    phase === 'receiving'
      ? [high.bytesReceived, low.perSecond.bytesReceived, high.perSecond.bytesReceived]
      : [high.bytesSent, low.perSecond.bytesSent, high.perSecond.bytesSent]
  const demand = ratio(demandOf(high, varies, isOpen), demandOf(low, varies, isOpen))
  if (bytes < LARGE_BODY_BYTES || demand <= 1) return null
  if (ratio(carriedHigh, carriedLow) >= demand * FLAT_SHARE) return null
  return verdict(
    'network',
    'bytesPerSecond',
    carriedHigh,
    `The network: ${phase} grew by ${msText(high.phaseMs[phase] - low.phaseMs[phase])} while ${megabytesText(carriedHigh)} was all that came through; a service that writes no faster looks the same.`,
    phase
  )
}

/** At one level of load, more is asked of the way where more is on it. */
function demandOf({ perSecond }: PartFigures, varies: boolean, isOpen: boolean): number {
  if (!varies) return perSecond.requestsInFlight
  return isOpen ? perSecond.planned : perSecond.activeVus
}

/** Failures that came with the load, or requests that got no answer at all. */
export function failureLimit({ low, high, varies }: Compared): LimiterVerdict | null {
  const asked = high.ended > 0 || high.perSecond.requestsInFlight > 0
  const unanswered = asked && low.timed + high.timed === 0
  if (!unanswered && high.failedShare - low.failedShare < FAILURE_GROWTH) return null
  const text = unanswered
    ? 'The service: not one request got a response.'
    : `The service: ${percentText(high.failedShare)} of the requests failed ${varies ? 'at the highest load' : 'after the beginning of the run'}, ${percentText(low.failedShare)} ${varies ? 'at the lowest' : 'at the beginning'}.`
  return verdict('service', 'failedShare', high.failedShare * 100, text)
}

/** Connections that take so long to be made that no distance explains it. */
export function slowSetup({ high }: Compared): LimiterVerdict | null {
  const { setup, waiting } = high.phaseMs
  if (setup <= SETUP_FLOOR_MS || setup <= waiting * SETUP_TO_WAITING) return null
  return shareLimit(high, 'setup', `and ${msText(waiting)} for a response`)
}

/** The phase that takes most of the time of requests. */
export function largestPhase(high: PartFigures): LimiterVerdict {
  const phase = LIMITER_PHASES.reduce((a, b) => (high.phaseMs[b] > high.phaseMs[a] ? b : a))
  return shareLimit(
    high,
    phase,
    'with no other level of load to compare: whether more users got more through is not known'
  )
}

function shareLimit(high: PartFigures, phase: LimiterPhase, addition: string): LimiterVerdict {
  const share = ratio(high.phaseMs[phase], high.requestMs)
  return verdict(
    'service',
    'phaseShare',
    share * 100,
    `The service: ${phase} is ${percentText(share)} of the time of requests, ${msText(high.phaseMs[phase])} in the mean, ${addition}.`,
    phase
  )
}

function ratio(a: number, b: number): number {
  return b > 0 ? a / b : a > 0 ? Number.POSITIVE_INFINITY : 1
}
