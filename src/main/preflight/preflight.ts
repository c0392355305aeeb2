import type { CalibrationResult } from '../../shared/calibration.ts'
import { peakRequestRate } from '../../shared/plan/peak-load.ts'
import type { Plan } from '../../shared/plan/plan.ts'
import type { PlanProblem } from '../../shared/plan/problem.ts'
import { countText, dateText, shareText } from '../report/index.ts'
import type { MachineLimits } from './machine-limits.ts'
import { plannedConnections, type PlannedPlaceLoad } from './planned-connections.ts'

/** What is known of the machine before a run. */
export interface Machine {
  readonly limits: MachineLimits
  /** The newest of this machine; null before the first. */
  readonly calibration: CalibrationResult | null
}

/** What the runtime, its threads, the database and the watch keep open besides connections. */
const RESERVED_DESCRIPTORS = 200
/** Above this share of what a machine can do its own lateness shows in the figures. */
const COMFORTABLE_SHARE = 0.7
const LARGEST_PORT_RANGE = '1024 65535'

/**
 * What a plan asks for that this machine cannot give, each in words that tell the fix. A run is not refused for it:
 * virtual users may well never be busy all at once.
 */
export function preflight(plan: Plan, lanes: number, { limits, calibration }: Machine): PlanProblem[] {
  const places = plannedConnections(plan)
  return [
    ...descriptorWarning(places, limits),
    ...places.flatMap((place) => portWarning(place, plan, limits)),
    ...ceilingWarning(plan, lanes, limits, calibration)
  ].map((message) => ({ path: '', message, line: null }))
}

function descriptorWarning(
  places: readonly PlannedPlaceLoad[],
  { descriptors, platform }: MachineLimits
): string[] {
  const connections = places.reduce((sum, place) => sum + place.connections, 0)
  const needed = connections + RESERVED_DESCRIPTORS
  if (descriptors === null || needed <= descriptors.soft) return []
  const wanted = roundedUp(needed)
  const raise = `\`ulimit -n ${wanted}\` in the shell that starts Loadgale`
  const system =
    platform === 'linux'
      ? `raise the hard limit (\`* - nofile ${wanted}\` in /etc/security/limits.conf, or LimitNOFILE=${wanted} of the service), sign in again, then ${raise}`
      : `raise the hard limit of ${countText(descriptors.hard)}, then ${raise}`
  return [
    `Up to ${countText(connections)} connections need ${countText(needed)} descriptors, and the process may open ${countText(descriptors.soft)}: ` +
      `${wanted <= descriptors.hard ? raise : system}, or fewer virtual users.`
  ]
}

function portWarning(place: PlannedPlaceLoad, plan: Plan, limits: MachineLimits): string[] {
  const { origin, connections, endedPerSecond } = place
  const host = URL.parse(origin)?.hostname ?? ''
  if (limits.localPorts === null || host === '') return []
  const addresses = plan.network.localAddresses.reduce((sum, { count }) => sum + count, 0)
  const ports = limits.localPorts * Math.max(1, addresses)
  const waitSeconds = isLoopback(host) ? limits.loopbackTimeWaitSeconds : limits.timeWaitSeconds
  const waiting = (endedPerSecond ?? 0) * waitSeconds
  const needed = connections + waiting
  if (needed <= ports) return []
  const why =
    waiting <= connections
      ? `Up to ${countText(connections)} connections to ${origin} need as many local ports`
      : `${countText(endedPerSecond)} new connections a second to ${origin}, each of which keeps its port for ${waitSeconds} s after its end, need ${countText(needed)} local ports`
  return [`${why}, and there are ${countText(ports)}: ${portFix(limits, waiting > connections)}.`]
}

function portFix({ platform, localPorts }: MachineLimits, isByWaiting: boolean): string {
  const [first = 0, last = 0] = LARGEST_PORT_RANGE.split(' ').map(Number)
  const isWidest = localPorts !== null && localPorts >= last - first + 1
  const widen =
    platform === 'darwin'
      ? `\`sudo sysctl -w net.inet.ip.portrange.first=${first}\``
      : `\`sudo sysctl -w net.ipv4.ip_local_port_range="${LARGEST_PORT_RANGE}"\``
  return [
    ...(isByWaiting ? ['let connections be used again (connections: { reuse: true })'] : []),
    ...(isWidest ? [] : [widen]),
    'more source addresses (localAddresses)'
  ].join(', or ')
}

function isLoopback(host: string): boolean {
  return host === 'localhost' || host === '[::1]' || host.startsWith('127.')
}

function ceilingWarning(
  plan: Plan,
  lanes: number,
  { cores }: MachineLimits,
  calibration: CalibrationResult | null
): string[] {
  const peak = peakRequestRate(plan)
  if (peak === null || calibration === null) return []
  const ceiling = ceilingOf(calibration, lanes)
  if (ceiling === null || peak <= COMFORTABLE_SHARE * ceiling) return []
  const enough = Array.from({ length: cores }, (_, index) => index + 1).find(
    (count) => count > lanes && peak <= COMFORTABLE_SHARE * (ceilingOf(calibration, count) ?? 0)
  )
  const fix = enough === undefined ? 'share the load out over several machines' : `--lanes ${enough}`
  return [
    `The plan asks for ${countText(peak)} requests/s at its peak, ${shareText(peak / ceiling)} of the ${countText(ceiling)}/s that ` +
      `${lanes === 1 ? 'one lane' : `${lanes} lanes`} of this machine can do (calibrated ${dateText(calibration.measuredAt)}), ` +
      `and above ${shareText(COMFORTABLE_SHARE)} the generator's own lateness shows: ${fix}.`
  ]
}

/** What so many lanes can do; for more than were measured, what one did, times their number. */
function ceilingOf({ throughput }: CalibrationResult, lanes: number): number | null {
  const measured = throughput.find((entry) => entry.lanes === lanes)
  if (measured !== undefined) return measured.ceilingPerSecond
  const one = throughput.find((entry) => entry.lanes === 1)
  return one === undefined ? null : one.ceilingPerSecond * lanes
}

/** To the next number with two digits: nobody types 20,251. */
function roundedUp(value: number): number {
  const unit = 10 ** Math.max(0, Math.floor(Math.log10(value)) - 1)
  return Math.ceil(value / unit) * unit
}
