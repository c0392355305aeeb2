import type { Chart, Plugin } from 'chart.js'
import type { SecondMark } from './second-mark.ts'

/** What is hatched; read at each draw. */
export interface HatchBands {
  /** One covers the whole height; several are thin bands below each other, so that one sees whose seconds they are. */
  bands: readonly HatchBand[]
  secondCount: number
}

interface HatchBand {
  readonly markAt: (second: number) => SecondMark | null
  readonly colours: Readonly<Record<SecondMark, string>>
}

const HATCH_SPACING = 7
/** A wash shows the stretch as one, so that the stripes can be faint enough to leave the lines in front of them legible. */
const WASH_OPACITY = 0.12
const STRIPE_OPACITY = 0.5
/** A thin band covers no line, and what is in it has to be made out in a few pixels. */
const THIN = { height: 8, gap: 2, spacing: 4, wash: 0.2, stripe: 1 }

interface Strip {
  readonly top: number
  readonly height: number
  readonly spacing: number
  readonly wash: number
  readonly stripe: number
}

/** Hatches every stretch of marked seconds, behind the lines: saturated ones both ways, so that no colour is needed. */
export function hatchPlugin(hatching: HatchBands): Plugin<'line'> {
  return {
    id: 'hatch',
    beforeDatasetsDraw(chart) {
      const { ctx, chartArea } = chart
      const { bands } = hatching
      ctx.save()
      bands.forEach((band, index) => {
        const strip =
          bands.length > 1
            ? { ...THIN, top: chartArea.top + index * (THIN.height + THIN.gap) }
            : {
                ...{ top: chartArea.top, height: chartArea.bottom - chartArea.top },
                ...{ spacing: HATCH_SPACING, wash: WASH_OPACITY, stripe: STRIPE_OPACITY }
              }
        hatchBand(chart, band, hatching.secondCount, strip)
      })
      ctx.restore()
    }
  }
}

function hatchBand(chart: Chart, { markAt, colours }: HatchBand, secondCount: number, strip: Strip): void {
  let start = 0
  let mark: SecondMark | null = null
  for (let second = 0; second <= secondCount; second++) {
    const next = second < secondCount ? markAt(second) : null
    if (next === mark) continue
    if (mark !== null) {
      chart.ctx.strokeStyle = chart.ctx.fillStyle = colours[mark]
      hatchStretch(chart, [start, second], mark, strip)
    }
    start = second
    mark = next
  }
}

function hatchStretch(
  { ctx, chartArea, scales }: Chart,
  [from, to]: readonly [number, number],
  mark: SecondMark,
  { top, height, spacing, wash, stripe }: Strip
): void {
  const scale = scales['x']
  if (scale === undefined) return
  const left = Math.max(chartArea.left, scale.getPixelForValue(from))
  const right = Math.min(chartArea.right, Math.max(left + 2, scale.getPixelForValue(to)))
  ctx.save()
  ctx.beginPath()
  ctx.rect(left, top, right - left, height)
  ctx.clip()
  ctx.globalAlpha = wash
  ctx.fill()
  ctx.globalAlpha = stripe
  ctx.lineWidth = 1
  ctx.beginPath()
  // Stripes start at multiples of the spacing, so that they stand still while the stretch grows.
  const first = Math.floor((left - height) / spacing) * spacing
  for (let x = first; x < right; x += spacing) {
    ctx.moveTo(x, top + height)
    ctx.lineTo(x + height, top)
    if (mark !== 'saturated') continue
    ctx.moveTo(x, top)
    ctx.lineTo(x + height, top + height)
  }
  ctx.stroke()
  ctx.restore()
}

/** A value between two gaps has no line: draws it as a dot, or it could not be seen. */
export const lonePointsPlugin: Plugin<'line'> = {
  id: 'lone-points',
  afterDatasetsDraw(chart) {
    const { ctx } = chart
    const x = chart.scales['x']
    const y = chart.scales['y']
    if (x === undefined || y === undefined) return
    for (const dataset of chart.data.datasets) {
      if (dataset.fill !== false || typeof dataset.borderColor !== 'string') continue
      ctx.fillStyle = dataset.borderColor
      dataset.data.forEach((point, index, points) => {
        if (!hasValue(point) || hasValue(points[index - 1]) || hasValue(points[index + 1])) return
        ctx.beginPath()
        ctx.arc(x.getPixelForValue(point.x), y.getPixelForValue(point.y), 1.75, 0, 2 * Math.PI)
        ctx.fill()
      })
    }
  }
}

function hasValue(point: unknown): point is { x: number; y: number } {
  return (
    typeof point === 'object' &&
    point !== null &&
    'y' in point &&
    typeof point.y === 'number' &&
    !Number.isNaN(point.y)
  )
}
