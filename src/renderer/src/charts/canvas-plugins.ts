import type { Chart, Plugin } from 'chart.js'
import type { SecondMark } from './second-mark.ts'

/** Seconds that are hatched over the whole height; read at each draw. */
export interface Hatching {
  markAt: (second: number) => SecondMark | null
  secondCount: number
  colours: Readonly<Record<SecondMark, string>>
}

const HATCH_SPACING = 7
/** A wash shows the stretch as one, so that the stripes can be faint enough to leave the lines in front of them legible. */
const WASH_OPACITY = 0.12
const STRIPE_OPACITY = 0.5

/** Hatches every stretch of marked seconds, behind the lines: saturated ones both ways, so that no colour is needed. */
export function hatchPlugin(hatching: Hatching): Plugin<'line'> {
  return {
    id: 'hatch',
    beforeDatasetsDraw(chart) {
      const { ctx } = chart
      ctx.save()
      let start = 0
      let mark: SecondMark | null = null
      for (let second = 0; second <= hatching.secondCount; second++) {
        const next = second < hatching.secondCount ? hatching.markAt(second) : null
        if (next === mark) continue
        if (mark !== null) {
          ctx.strokeStyle = ctx.fillStyle = hatching.colours[mark]
          hatchStretch(chart, start, second, mark)
        }
        start = second
        mark = next
      }
      ctx.restore()
    }
  }
}

function hatchStretch(chart: Chart, from: number, to: number, mark: SecondMark): void {
  const { ctx, chartArea } = chart
  const scale = chart.scales['x']
  if (scale === undefined) return
  const left = Math.max(chartArea.left, scale.getPixelForValue(from))
  const right = Math.min(chartArea.right, Math.max(left + 2, scale.getPixelForValue(to)))
  const height = chartArea.bottom - chartArea.top
  ctx.save()
  ctx.beginPath()
  ctx.rect(left, chartArea.top, right - left, height)
  ctx.clip()
  ctx.globalAlpha = WASH_OPACITY
  ctx.fill()
  ctx.globalAlpha = STRIPE_OPACITY
  ctx.lineWidth = 1
  ctx.beginPath()
  // Stripes start at multiples of the spacing, so that they stand still while the stretch grows.
  const first = Math.floor((left - height) / HATCH_SPACING) * HATCH_SPACING
  for (let x = first; x < right; x += HATCH_SPACING) {
    ctx.moveTo(x, chartArea.bottom)
    ctx.lineTo(x + height, chartArea.top)
    if (mark !== 'saturated') continue
    ctx.moveTo(x, chartArea.top)
    ctx.lineTo(x + height, chartArea.bottom)
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
