import { LIMITER_PHASES } from '../../../../shared/metrics/limiter.ts'
import type { LimiterPhase } from '../../../../shared/metrics/limiter.ts'
import type { TimelineSecond } from './timeline-second.ts'

/** The figures of some seconds together: means over their requests, never means of means. */
export interface PartFigures {
  /** Requests that have a latency. */
  readonly timed: number
  /** Mean over these, milliseconds; 0 where there are none. */
  readonly phaseMs: Readonly<Record<LimiterPhase, number>>
  /** Setup, sending, waiting and receiving together. */
  readonly requestMs: number
  /** Requests that ended, whatever their outcome. */
  readonly ended: number
  /** Of these, 0 to 1. */
  readonly failedShare: number
  /** Means over the requests that ended. */
  readonly bytesSent: number
  readonly bytesReceived: number
  /** Means over the seconds. */
  readonly perSecond: {
    readonly planned: number
    readonly started: number
    readonly dropped: number
    readonly timed: number
    readonly ended: number
    readonly activeVus: number
    readonly requestsInFlight: number
    readonly bytesSent: number
    readonly bytesReceived: number
  }
}

/** @param drain seconds without a load of their own: their requests belong to the part, their time does not */
export function partFigures(
  part: readonly TimelineSecond[],
  drain: readonly TimelineSecond[] = []
): PartFigures {
  const requests = [...part, ...drain]
  const timed = sumOf(requests, (second) => second.timed)
  const ended = sumOf(requests, (second) => second.ended)
  const phase = (name: LimiterPhase): number =>
    ratio(
      sumOf(requests, ({ phaseMs }) => phaseMs[name]),
      timed
    )
  const phaseMs = {
    setup: phase('setup'),
    sending: phase('sending'),
    waiting: phase('waiting'),
    receiving: phase('receiving')
  }
  const ofEnded = (figure: Figure): number => ratio(sumOf(requests, figure), ended)
  const perSecond = (figure: Figure): number => ratio(sumOf(part, figure), part.length)
  return {
    timed,
    phaseMs,
    requestMs: LIMITER_PHASES.reduce((total, name) => total + phaseMs[name], 0),
    ended,
    failedShare: ofEnded((second) => second.failed),
    bytesSent: ofEnded((second) => second.bytesSent),
    bytesReceived: ofEnded((second) => second.bytesReceived),
    perSecond: {
      planned: perSecond((second) => second.iterationsPlanned),
      started: perSecond((second) => second.iterationsStarted),
      dropped: perSecond((second) => second.iterationsDropped),
      timed: perSecond((second) => second.timed),
      ended: perSecond((second) => second.ended),
      activeVus: perSecond((second) => second.activeVus),
      requestsInFlight: perSecond((second) => second.requestsInFlight),
      bytesSent: perSecond((second) => second.bytesSent),
      bytesReceived: perSecond((second) => second.bytesReceived)
    }
  }
}

type Figure = (second: TimelineSecond) => number

function sumOf(seconds: readonly TimelineSecond[], figure: Figure): number {
  return seconds.reduce((total, second) => total + figure(second), 0)
}

function ratio(total: number, count: number): number {
  return count === 0 ? 0 : total / count
}
