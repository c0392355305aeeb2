import { LIMITER_FIGURES } from './limiter.ts'
import type { Limiter, LimiterVerdict } from './limiter.ts'

const NAMES: Readonly<Record<Limiter, string>> = {
  service: 'the service',
  generator: 'the generator',
  plan: 'the plan',
  network: 'the network',
  unclear: 'unclear'
}

/** A verdict in a few words: who, "the service", and by which figure, "waiting +380 ms". */
export function limiterWords(verdict: LimiterVerdict): { readonly who: string; readonly what: string } {
  return { who: NAMES[verdict.limiter], what: figureWords(verdict) }
}

function figureWords({ figure, phase, value }: LimiterVerdict): string {
  const percent = percentText(value / 100)
  switch (figure) {
    case 'phaseGrowth':
      return `${phase ?? 'requests'} +${msText(value)}`
    case 'phaseShare':
      return `${phase ?? 'requests'} ${percent} of the time`
    case 'failedShare':
      return `${percent} failed`
    case 'laneBusy':
      return `lane ${percent} busy`
    case 'startLag':
      return `start lag ${msText(value)}`
    case 'loopDelay':
      return `loop delay ${msText(value)}`
    case 'steal':
      return `steal ${percent}`
    case 'descriptors':
      return `no descriptor ×${countText(value)}`
    case 'ports':
      return `no local port ×${countText(value)}`
    case 'rate':
      return `rate of ${countText(value)}${LIMITER_FIGURES.rate} reached`
    case 'dropped':
      return `maxVUs, ${percent} dropped`
    case 'vus':
      return `${countText(value)} virtual users`
    case 'thinkShare':
      return `think times, ${percent} of the time`
    case 'bytesPerSecond':
      return `${phase ?? 'transfer'} at ${megabytesText(value)}`
    case 'judgedSeconds':
      return 'too few seconds'
    case 'machineCpu':
      return `shared machine ${percent} busy`
    case 'reachedShare':
      return `${percent} of the rate reached`
  }
}

/** 0.4123 -> "0.41 ms", 12.6 -> "13 ms". */
export function msText(ms: number): string {
  return `${ms < 1 ? ms.toFixed(2) : ms < 9.95 ? ms.toFixed(1) : whole(ms)} ms`
}

/** 0.123 -> "12 %"; never all or nothing where it is not. */
export function percentText(share: number): string {
  const percent = share * 100
  if (percent > 0 && percent < 0.95) return `${percent.toFixed(1)} %`
  if (percent > 99 && percent < 100) return `${Math.min(99.9, percent).toFixed(1)} %`
  return `${percent.toFixed(0)} %`
}

export function countText(count: number): string {
  return count < 9.95 ? String(Number(count.toFixed(1))) : whole(count)
}

export function megabytesText(bytesPerSecond: number): string {
  return `${(bytesPerSecond / 1e6).toFixed(bytesPerSecond < 1e7 ? 1 : 0)} MB/s`
}

function whole(value: number): string {
  return Math.round(value).toLocaleString('en-US')
}
