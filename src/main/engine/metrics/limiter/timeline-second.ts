import { ALL_SLOTS, SERIES_FIELDS, seriesFieldIndex } from '../../../../shared/metrics/series.ts'
import type { GeneratorSecond, SecondUpdate, SeriesField } from '../../../../shared/metrics/series.ts'

/** What the limiter is decided from, of one second. Sums and counts, so that seconds add up. */
export interface TimelineSecond {
  readonly second: number
  readonly iterationsPlanned: number
  readonly iterationsStarted: number
  readonly iterationsDropped: number
  readonly activeVus: number
  readonly requestsInFlight: number
  /** Requests that ended, whatever their outcome. */
  readonly ended: number
  readonly failed: number
  /** Requests that have a latency: ok, HTTP errors and timeouts. */
  readonly timed: number
  /** Milliseconds over the requests that have a latency. */
  readonly phaseMs: {
    readonly setup: number
    readonly sending: number
    readonly waiting: number
    readonly receiving: number
  }
  readonly bytesSent: number
  readonly bytesReceived: number
  readonly generator: GeneratorSecond
}

/** Of a second as it is streamed and stored. */
export function timelineSecondOf({ run, slots, values }: SecondUpdate): TimelineSecond {
  const row = slots.indexOf(ALL_SLOTS) * SERIES_FIELDS.length
  const at = (field: SeriesField): number => {
    const value = values[row + seriesFieldIndex(field)] ?? 0
    return Number.isNaN(value) ? 0 : value
  }
  const timed = at('ok') + at('httpErrors') + at('timeouts')
  const ended = timed + at('transportErrors')
  return {
    second: run.second,
    iterationsPlanned: run.iterationsPlanned,
    iterationsStarted: run.iterationsStarted,
    iterationsDropped: run.iterationsDropped,
    activeVus: run.activeVus,
    requestsInFlight: run.requestsInFlight,
    ended,
    failed: ended - at('ok'),
    timed,
    phaseMs: {
      setup: at('setupMean') * timed,
      sending: at('sendingMean') * timed,
      waiting: at('waitingMean') * timed,
      receiving: at('receivingMean') * timed
    },
    bytesSent: at('bytesSent'),
    bytesReceived: at('bytesReceived'),
    generator: run.generator
  }
}
