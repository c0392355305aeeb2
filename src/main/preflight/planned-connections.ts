import { mostVus } from '../../shared/plan/most-vus.ts'
import type { Plan, ScenarioPlan } from '../../shared/plan/plan.ts'
import { loadShape } from '../../shared/plan/load-shape.ts'

/** What a plan asks of the system to one place, which is the scheme, host and port of its URLs. */
export interface PlannedPlaceLoad {
  /** As the plan writes it, `http://shop.test:8080`. */
  readonly origin: string
  /** Connections that may be open at a time. */
  readonly connections: number
  /** Connections that end each second and leave a port behind; null where that follows from the service. */
  readonly endedPerSecond: number | null
}

/** Each virtual user has one connection to each place that its flow names; places are told apart as the plan writes them. */
export function plannedConnections(plan: Plan): PlannedPlaceLoad[] {
  const { reuse, pool } = plan.network.connections
  const places = new Map<string, { connections: number; endedPerSecond: number | null }>()
  for (const scenario of plan.scenarios) {
    for (const [origin, requests] of requestsByOrigin(scenario, plan.target)) {
      const place = places.get(origin) ?? { connections: 0, endedPerSecond: 0 }
      const ended = reuse === 'always' ? 0 : endedPerSecond(scenario, reuse === 'never' ? requests : 1)
      places.set(origin, {
        connections: place.connections + mostVus(scenario.executor),
        endedPerSecond: place.endedPerSecond === null || ended === null ? null : place.endedPerSecond + ended
      })
    }
  }
  return [...places].map(([origin, { connections, endedPerSecond: ended }]) => ({
    ...{ origin, endedPerSecond: ended },
    connections: Math.min(connections, pool ?? Infinity)
  }))
}

function endedPerSecond({ executor }: ScenarioPlan, perIteration: number): number | null {
  const { unit, points } = loadShape(executor)
  if (unit !== 'iterationsPerSecond') return null
  return perIteration * Math.max(...points.map(({ value }) => value))
}

function requestsByOrigin({ flow }: ScenarioPlan, target: string | null): Map<string, number> {
  const requests = new Map<string, number>()
  for (const step of flow) {
    // A Unix socket takes a descriptor and no port.
    if (step.kind !== 'request') continue
    const origin = step.unixSocket === null ? originOf(step.url, target) : `unix:${step.unixSocket}`
    requests.set(origin, (requests.get(origin) ?? 0) + 1)
  }
  return requests
}

function originOf(url: string, target: string | null): string {
  const written = /^[a-z][a-z0-9+.-]*:\/\/[^/?#]*/i.exec(url)?.[0] ?? target ?? url
  return URL.parse(written)?.origin ?? written
}
