import { LIMITER_FIGURES } from '../../../../shared/metrics/limiter.ts'
import type {
  Limiter,
  LimiterFigure,
  LimiterPhase,
  LimiterVerdict
} from '../../../../shared/metrics/limiter.ts'

export function verdict(
  limiter: Limiter,
  figure: LimiterFigure,
  value: number,
  text: string,
  phase: LimiterPhase | null = null
): LimiterVerdict {
  return { limiter, phase, figure, value, unit: LIMITER_FIGURES[figure], text }
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

function whole(value: number): string {
  return Math.round(value).toLocaleString('en-US')
}
