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
