import { formatDuration } from '../../shared/duration.ts'
import { MAX_VUS } from '../../shared/plan/load-limits.ts'
import { arrivalRate } from './arrival-rate.ts'
import { optionPlaces, type OptionOf } from './option-places.ts'
import { stagesFromText } from './override-values.ts'

/** Options of the command line that stand in place of a plan's scenarios. */
export interface LoadOptions {
  readonly vus?: number
  readonly durationMs?: number
  readonly iterations?: number
  /** Iteration starts for each second. */
  readonly rate?: number
  /** k6's form: `10s:5,1m:20`. */
  readonly stages?: string
}

export type Executor = Readonly<Record<string, unknown>>

export type LoadReading =
  | { readonly ok: true; readonly executor: Executor }
  | { readonly ok: false; readonly option: string; readonly message: string }

export function hasLoadOption({ vus, durationMs, iterations, rate, stages }: LoadOptions): boolean {
  return [vus, durationMs, iterations, rate, stages].some((option) => option !== undefined)
}

/** The scenario that the options ask for, without its flow, by k6's rules; or which of them is wrong. */
export function readLoadOptions(options: LoadOptions): LoadReading {
  const { vus, durationMs, iterations, rate, stages } = options
  const [first, second] = [
    ['--stages', stages],
    ['--iterations', iterations],
    ['--rate', rate]
  ].flatMap(([option, value]) => (value === undefined ? [] : [String(option)]))
  if (first !== undefined && second !== undefined) return wrong(first, besideOther(second))
  const duration = durationMs === undefined ? undefined : formatDuration(durationMs)
  if (stages !== undefined) {
    if (duration !== undefined) return wrong('--stages', besideOther('--duration'))
    const list = stagesFromText(stages)
    if (list !== null) return right({ executor: 'ramping-vus', startVUs: vus ?? 1, stages: list })
    const found = `Found the text ${JSON.stringify(stages)}`
    return wrong('--stages', `${found}, expected durations and targets such as "10s:5,1m:20".`)
  }
  if (iterations !== undefined) {
    return right({
      executor: 'shared-iterations',
      vus: vus ?? 1,
      iterations,
      ...(duration !== undefined && { maxDuration: duration })
    })
  }
  if (duration === undefined) {
    return rate === undefined
      ? wrong('--vus', withoutLength('--duration, --iterations or --stages'))
      : wrong('--rate', withoutLength('--duration'))
  }
  if (rate === undefined) return right({ executor: 'constant-vus', vus: vus ?? 1, duration })
  return right({ ...arrivalsAt(rate, vus), duration })
}

function arrivalsAt(perSecond: number, vus: number | undefined): Executor {
  const { rate, timeUnitMs } = arrivalRate(perSecond)
  // Given VUs are all there are; otherwise as many as a rate with answers of a second needs.
  const most = vus ?? Math.min(MAX_VUS, Math.ceil(perSecond))
  return {
    executor: 'constant-arrival-rate',
    rate,
    ...(timeUnitMs !== 1000 && {
      timeUnit: Number.isInteger(timeUnitMs) ? formatDuration(timeUnitMs) : timeUnitMs
    }),
    preAllocatedVUs: vus ?? Math.min(most, 100),
    maxVUs: most
  }
}

/** The option that a key of the scenario came from; `keys` lead to the scenario. */
export function loadOptionOf(keys: readonly string[], { vus }: LoadOptions): OptionOf {
  const options = {
    ...{ vus: '--vus', startVUs: '--vus', iterations: '--iterations', stages: '--stages' },
    ...{ duration: '--duration', maxDuration: '--duration', rate: '--rate', timeUnit: '--rate' },
    ...{ preAllocatedVUs: vus === undefined ? '--rate' : '--vus' },
    ...{ maxVUs: vus === undefined ? '--rate' : '--vus' }
  }
  return optionPlaces(Object.entries(options).map(([key, option]) => [[...keys, key], option]))
}

export function describeExecutor({ executor, stages, ...options }: Executor): string {
  const shown = Object.entries(options).map(([key, value]) => `${key} ${String(value)}`)
  if (Array.isArray(stages)) shown.push(`${stages.length} stages`)
  return `${String(executor)} with ${shown.join(', ')}`
}

function right(executor: Executor): LoadReading {
  return { ok: true, executor }
}

function wrong(option: string, message: string): LoadReading {
  return { ok: false, option, message }
}

function besideOther(other: string): string {
  return `Found it beside ${other}, expected one of them.`
}

function withoutLength(expected: string): string {
  return `Found it without how long to run, expected ${expected} beside it.`
}
