import type { ChartColour } from '../../charts/chart-colours.ts'
import type { DefinitionKey } from '../../components/definitions.ts'
import type { SlotSeries } from '../../app-state/slot-series.ts'
import type { LatencySummaries } from '../../../../shared/metrics/summary.ts'

/** One part of the mean response time; NaN without samples. */
export interface PhasePart {
  readonly label: string
  readonly ms: number
  readonly colour: ChartColour
  readonly definition: DefinitionKey
}

function parts(lag: number, setup: number, sending: number, waiting: number, receiving: number): PhasePart[] {
  const all: PhasePart[] = [
    { label: 'start lag', ms: lag, colour: 'lag', definition: 'startLag' },
    { label: 'set-up', ms: setup, colour: 'setup', definition: 'setup' },
    { label: 'sending', ms: sending, colour: 'sending', definition: 'sending' },
    { label: 'waiting', ms: waiting, colour: 'waiting', definition: 'waiting' },
    { label: 'receiving', ms: receiving, colour: 'receiving', definition: 'receiving' }
  ]
  return all.map((part) => ({ ...part, ms: Math.max(0, part.ms) }))
}

/** Where the mean request of one second spent its time. */
export function phasePartsAt(series: SlotSeries | undefined, second: number): PhasePart[] {
  if (series === undefined) return parts(NaN, NaN, NaN, NaN, NaN)
  return parts(
    series.at(second, 'startLag_mean'),
    series.at(second, 'setupMean'),
    series.at(second, 'sendingMean'),
    series.at(second, 'waitingMean'),
    series.at(second, 'receivingMean')
  )
}

/** The same over a whole run. Sending is what service has beside waiting and receiving. */
export function phasePartsOf(latency: LatencySummaries | undefined): PhasePart[] {
  if (latency === undefined || latency.waiting.mean === null) return parts(NaN, NaN, NaN, NaN, NaN)
  const waiting = latency.waiting.mean
  const receiving = latency.receiving.mean ?? 0
  const service = latency.service.mean ?? waiting + receiving
  return parts(
    latency.startLag.mean ?? 0,
    latency.setup.mean ?? 0,
    service - waiting - receiving,
    waiting,
    receiving
  )
}
