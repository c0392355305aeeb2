import type { DefinitionKey } from '../components/definitions.ts'
import type { ChartColour } from './chart-colours.ts'
import type { ChartPoint, ValueAt } from './decimate.ts'

/** What all series of a time chart have. */
interface SeriesLook {
  readonly label: string
  readonly colour: ChartColour
  readonly definition?: DefinitionKey
}

/** A value for each second: a line, one layer of stacked areas, or one layer of stacked bars. */
export interface SampledSeries extends SeriesLook {
  readonly kind: 'line' | 'area' | 'bar'
  readonly valueAt: ValueAt
  readonly format: (value: number | null) => string
  /** The figure of the whole run, shown when the run is over and no second is chosen; null without samples. */
  readonly overall?: number | null
  readonly dash?: readonly number[]
  readonly width?: number
}

/** A line known beforehand, over the whole axis: a plan or an objective. */
interface FixedSeries extends SeriesLook {
  readonly kind: 'fixed'
  readonly points: readonly ChartPoint[]
  readonly dash: readonly number[]
  /** Otherwise the axis leaves it out where it would press the measured lines flat. */
  readonly alwaysInView: boolean
  /** Beside the label: the limit, or the plan for a second (null: for the whole run). */
  readonly note: (second: number | null) => string
}

export type ChartSeries = SampledSeries | FixedSeries

/** Seconds at the left and right edge. */
export interface TimeDomain {
  readonly start: number
  readonly end: number
}

/** The plot is inset by this much in every chart, so that all of them align. */
export const PLOT_LEFT = 48
export const PLOT_RIGHT = 12
