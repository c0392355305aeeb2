import { formatDuration } from '../../shared/duration.ts'
import { typedDurationMs } from './typed-duration.ts'

/** Stages in k6's form `10s:5,1m:20`, as the plan has them; null when the text is none. */
export function stagesFromText(text: string): { duration: string; target: number }[] | null {
  const stages = text.split(',').map((stage) => {
    const [, duration = '', target] = /^\s*([^:\s]+)\s*:\s*(\d+)\s*$/.exec(stage) ?? []
    const durationMs = typedDurationMs(duration)
    return durationMs === null ? null : { duration: formatDuration(durationMs), target: Number(target) }
  })
  const known = stages.filter((stage) => stage !== null)
  return known.length === stages.length ? known : null
}
