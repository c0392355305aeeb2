import type { GeneratorSecond } from '../../../shared/metrics/series.ts'
import type { LaneGauges, ProcessGauges } from './lane-gauges.ts'

const LAG_FLOOR_MS = 1
const SHARE_OF_RESPONSE = 0.05
export const SUSPECT_BUSY = 0.8
const SATURATED_BUSY = 0.9
export const SUSPECT_STEAL = 0.05

export interface GeneratorFigures {
  /** NaN where nothing was dispatched. */
  readonly startLagP99Ms: number
  /** Of the run so far; NaN where nothing has ended yet. */
  readonly responseP50Ms: number
  /** Of the busiest lane, 0 to 1. */
  readonly laneBusy: number
  readonly loopDelayP99Ms: number
  /** 0 to 1; null where it is not known. */
  readonly steal: number | null
}

export interface GeneratorVerdict {
  readonly suspect: boolean
  readonly saturated: boolean
  /** In words; empty when clean. */
  readonly reason: string
}

/**
 * Whether a second's figures can be believed. Its own lateness makes it suspect where it is more than 1 ms and more
 * than 5 % of the run's median response: below that it cannot move a figure that anyone reads. A lane over 80 % busy is
 * suspect because it queues; over 90 % it is saturated, so throughput is a lower bound and latency an upper one. What
 * the host of a virtual machine took away (over 5 %) shows in no other figure of the machine itself. Without a median to compare with, 1 ms alone decides.
 */
export function judgeGenerator(figures: GeneratorFigures): GeneratorVerdict {
  const reasons: string[] = []
  const share = Number.isNaN(figures.responseP50Ms) ? 0 : figures.responseP50Ms * SHARE_OF_RESPONSE
  const limitMs = Math.max(LAG_FLOOR_MS, share)
  const saturated = figures.laneBusy > SATURATED_BUSY
  if (figures.laneBusy > SUSPECT_BUSY) {
    reasons.push(`a lane was ${Math.round(figures.laneBusy * 100)} % busy${saturated ? ' (saturated)' : ''}`)
  }
  if (figures.startLagP99Ms > limitMs) reasons.push(`start lag p99 was ${duration(figures.startLagP99Ms)}`)
  if (figures.loopDelayP99Ms > limitMs) reasons.push(`loop delay p99 was ${duration(figures.loopDelayP99Ms)}`)
  if (figures.steal !== null && figures.steal > SUSPECT_STEAL) {
    reasons.push(`the host took ${Math.round(figures.steal * 100)} % of the machine (steal)`)
  }
  return { suspect: reasons.length > 0, saturated, reason: reasons.join(', ') }
}

/** The generator's second over all lanes: the worst lane's figure where lanes differ. */
export function generatorSecond(
  lanes: readonly LaneGauges[],
  process: ProcessGauges,
  startLagP99Ms: number,
  responseP50Ms: number
): GeneratorSecond {
  const laneBusy = worst(lanes, 'laneBusy')
  const loopDelayP99Ms = worst(lanes, 'loopDelayP99Ms')
  return {
    laneBusy,
    loopDelayP99Ms,
    loopDelayMaxMs: worst(lanes, 'loopDelayMaxMs'),
    gcMs: worst(lanes, 'gcMs'),
    processCpu: process.processCpu,
    machineCpu: process.machineCpu,
    steal: process.steal,
    startLagP99Ms,
    residentBytes: process.residentBytes,
    openDescriptors: process.openDescriptors,
    localPorts: process.timeWaitPorts === null ? null : process.timeWaitPorts + openConnections(lanes),
    ...judgeGenerator({ startLagP99Ms, responseP50Ms, laneBusy, loopDelayP99Ms, steal: process.steal })
  }
}

function worst(lanes: readonly LaneGauges[], gauge: keyof LaneGauges): number {
  return lanes.reduce((highest, lane) => Math.max(highest, lane[gauge]), 0)
}

function openConnections(lanes: readonly LaneGauges[]): number {
  return lanes.reduce((sum, lane) => sum + lane.openConnections, 0)
}

function duration(ms: number): string {
  return `${ms < 10 ? ms.toFixed(1) : Math.round(ms)} ms`
}
