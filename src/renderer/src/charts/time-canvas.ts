import {
  BarController,
  BarElement,
  Chart,
  Filler,
  LinearScale,
  LineController,
  LineElement,
  PointElement,
  type ChartDataset
} from 'chart.js'
import { hatchPlugin, lonePointsPlugin, type HatchBands } from './canvas-plugins.ts'
import { shortCount } from '../format/number.ts'
import { resolveColour, type ChartColour } from './chart-colours.ts'
import {
  PLOT_LEFT,
  PLOT_RIGHT,
  type ChartSeries,
  type SampledSeries,
  type TimeDomain
} from './chart-series.ts'
import { linePoints, stackedPoints, type ChartPoint } from './decimate.ts'
import { niceScale } from './nice-scale.ts'
import type { Hatching } from './second-mark.ts'

Chart.register(BarController, BarElement, Filler, LinearScale, LineController, LineElement, PointElement)

/** Everything one drawing needs. */
export interface TimeDrawing {
  readonly series: readonly ChartSeries[]
  readonly secondCount: number
  readonly domain: TimeDomain
  readonly divisions: number
  /** The axis reaches at least this. */
  readonly floor: number
  readonly formatTick: (value: number) => string
  readonly hatchings: readonly Hatching[]
  /** Moves when the colours of the tokens may have changed. */
  readonly colourVersion: number
  /** While it stays the same, the axis only grows: nothing jumps. */
  readonly scaleKey: string
}

type Dataset = ChartDataset<'line' | 'bar', ChartPoint[]>

/** Room above the plot for the caption, and below for half of the lowest tick label. */
const PLOT_PADDING = { top: 22, right: PLOT_RIGHT, bottom: 6, left: 0 }

/** One chart over time on a canvas: chart.js without animation, events or parsing. */
export class TimeCanvas {
  readonly #host: Element
  readonly #chart: Chart<'line' | 'bar', ChartPoint[]>
  readonly #hatching: HatchBands = { bands: [], secondCount: 0 }
  readonly #colours = new Map<ChartColour, string>()
  #colourVersion = -1
  #scaleKey = ''
  #highest = 0

  constructor(canvas: HTMLCanvasElement, host: Element) {
    this.#host = host
    this.#chart = new Chart<'line' | 'bar', ChartPoint[]>(canvas, {
      type: 'line',
      data: { datasets: [] },
      plugins: [hatchPlugin(this.#hatching), lonePointsPlugin],
      options: {
        animation: false,
        parsing: false,
        normalized: true,
        events: [],
        responsive: true,
        maintainAspectRatio: false,
        layout: { padding: PLOT_PADDING, autoPadding: false },
        elements: { point: { radius: 0 }, line: { borderJoinStyle: 'bevel' } },
        scales: {
          x: { type: 'linear', display: false, min: 0, max: 1 },
          y: {
            type: 'linear',
            min: 0,
            max: 1,
            border: { display: false },
            ticks: { autoSkip: false, padding: 6, font: { family: 'Inter Variable', size: 10.5 } },
            grid: { drawTicks: false },
            afterFit: (scale) => {
              scale.width = PLOT_LEFT
            }
          }
        }
      }
    })
  }

  draw(drawing: TimeDrawing): void {
    const { series, secondCount, domain } = drawing
    if (drawing.colourVersion !== this.#colourVersion) this.#colours.clear()
    this.#colourVersion = drawing.colourVersion
    this.#chart.data.datasets = this.#datasets(drawing)
    this.#hatching.secondCount = secondCount
    this.#hatching.bands = drawing.hatchings.map(({ markAt, run }) => ({
      markAt,
      colours: {
        suspect: this.#colour(run?.colour ?? 'suspect'),
        saturated: this.#colour(run?.colour ?? 'saturated')
      }
    }))
    const x = this.#chart.options.scales?.['x']
    if (x !== undefined) {
      x.min = domain.start
      x.max = domain.end
    }
    this.#scaleY(drawing, highestOf(series, this.#chart.data.datasets))
    this.#chart.update('none')
  }

  destroy(): void {
    this.#chart.destroy()
  }

  /** Resolving makes the browser compute styles, so it is done once for each theme. */
  #colour(colour: ChartColour): string {
    const known = this.#colours.get(colour)
    if (known !== undefined) return known
    const resolved = resolveColour(this.#host, colour)
    this.#colours.set(colour, resolved)
    return resolved
  }

  #scaleY(drawing: TimeDrawing, highest: number): void {
    if (drawing.scaleKey !== this.#scaleKey) this.#highest = 0
    this.#scaleKey = drawing.scaleKey
    this.#highest = Math.max(this.#highest, highest, drawing.floor)
    const { max, step } = niceScale(this.#highest, drawing.divisions)
    const gridColour = this.#colour('grid')
    const tickColour = this.#colour('axis')
    const y = this.#chart.options.scales?.['y']
    if (y === undefined) return
    y.max = max
    Object.assign(y.grid ?? {}, { color: gridColour })
    Object.assign(y.ticks ?? {}, {
      color: tickColour,
      stepSize: step,
      callback: (value: string | number) => shortCount(Number(value)) ?? drawing.formatTick(Number(value))
    })
  }

  #datasets({ series, secondCount, domain }: TimeDrawing): Dataset[] {
    const columns = Math.max(60, Math.round(this.#chart.width - PLOT_LEFT - PLOT_RIGHT))
    const pixelsPerSecond = columns / (domain.end - domain.start)
    const areas = series.filter((one): one is SampledSeries => one.kind === 'area')
    const bars = series.filter((one): one is SampledSeries => one.kind === 'bar')
    const areaPoints = stackedPoints(
      areas.map((one) => one.valueAt),
      secondCount,
      columns / 2,
      'mean'
    )
    const barColumns = columns / 3
    const barPoints = stackedPoints(
      bars.map((one) => one.valueAt),
      secondCount,
      barColumns,
      'peak'
    )
    const barSeconds = Math.max(1, Math.ceil(secondCount / barColumns))
    return series.map((one): Dataset => {
      const colour = this.#colour(one.colour)
      if (one.kind === 'fixed') return line([...one.points], colour, one.dash, 1.25)
      if (one.kind === 'line') {
        return line(linePoints(one.valueAt, secondCount, columns), colour, one.dash ?? [], one.width ?? 1.5)
      }
      if (one.kind === 'area') {
        const layer = areas.indexOf(one)
        const fill = layer === 0 ? 'origin' : '-1'
        return { type: 'line', data: areaPoints[layer] ?? [], fill, backgroundColor: colour, borderWidth: 0 }
      }
      return {
        type: 'bar',
        data: barPoints[bars.indexOf(one)] ?? [],
        backgroundColor: colour,
        grouped: false,
        barThickness: Math.max(1, Math.min(24, pixelsPerSecond * barSeconds * 0.72))
      }
    })
  }
}

function line(data: ChartPoint[], colour: string, dash: readonly number[], width: number): Dataset {
  return { type: 'line', data, fill: false, borderColor: colour, borderWidth: width, borderDash: [...dash] }
}

/** A fixed line further above the highest measured value than this many times is out of the picture. */
const FIXED_LINE_REACH = 2.5

function highestOf(series: readonly ChartSeries[], datasets: readonly Dataset[]): number {
  let measured = 0
  let fixed = 0
  let optional = 0
  series.forEach((one, index) => {
    let highest = 0
    for (const { y } of datasets[index]?.data ?? []) if (y > highest) highest = y
    if (one.kind !== 'fixed') measured = Math.max(measured, highest)
    else if (one.alwaysInView) fixed = Math.max(fixed, highest)
    else optional = Math.max(optional, highest)
  })
  const inReach = measured === 0 || optional <= measured * FIXED_LINE_REACH
  return Math.max(measured, fixed, inReach ? optional * 1.05 : 0)
}
