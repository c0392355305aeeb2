import { parseDuration } from '../../shared/duration.ts'

/** Stages in k6's form `10s:5,1m:20`; null when the text is none. */
export function stagesFromText(text: string): { duration: string; target: number }[] | null {
  const stages = text.split(',').map((stage) => {
    const match = /^\s*([^:\s]+)\s*:\s*(\d+)\s*$/.exec(stage)
    const [, duration, target] = match ?? []
    if (duration === undefined || parseDuration(duration) === null) return null
    return { duration, target: Number(target) }
  })
  const known = stages.filter((stage) => stage !== null)
  return known.length === stages.length ? known : null
}
