export interface ChartPoint {
  readonly x: number
  readonly y: number
}

/** A value for each second; NaN where there is none. */
export type ValueAt = (second: number) => number

/** A second is drawn in its middle. */
const MIDDLE = 0.5

function bucketSize(secondCount: number, columns: number): number {
  return Math.max(1, Math.ceil(secondCount / Math.max(1, columns)))
}

/**
 * One line. With more than two points for a pixel column only the lowest and the highest of each column are kept,
 * in their order: every peak stays where it was. A gap stays a gap.
 */
export function linePoints(valueAt: ValueAt, secondCount: number, columns: number): ChartPoint[] {
  const points: ChartPoint[] = []
  if (secondCount <= columns * 2) {
    for (let second = 0; second < secondCount; second++)
      points.push({ x: second + MIDDLE, y: valueAt(second) })
    return points
  }
  const size = bucketSize(secondCount, columns)
  for (let start = 0; start < secondCount; start += size) {
    let low = -1
    let high = -1
    for (let second = start; second < Math.min(start + size, secondCount); second++) {
      const value = valueAt(second)
      if (Number.isNaN(value)) continue
      if (low < 0 || value < valueAt(low)) low = second
      if (high < 0 || value > valueAt(high)) high = second
    }
    if (low < 0) points.push({ x: start + MIDDLE, y: NaN })
    else
      for (const second of new Set([Math.min(low, high), Math.max(low, high)])) {
        points.push({ x: second + MIDDLE, y: valueAt(second) })
      }
  }
  return points
}

/**
 * Series on top of each other: the points of each are its own value plus all below. Over several seconds in one
 * pixel column, areas show the mean of those with a value and bars the second with the highest total.
 */
export function stackedPoints(
  layers: readonly ValueAt[],
  secondCount: number,
  columns: number,
  combine: 'mean' | 'peak'
): ChartPoint[][] {
  const stacked: ChartPoint[][] = layers.map(() => [])
  const size = bucketSize(secondCount, columns)
  for (let start = 0; start < secondCount; start += size) {
    const end = Math.min(start + size, secondCount)
    const values = combine === 'mean' ? meanOf(layers, start, end) : peakOf(layers, start, end)
    const x = (start + end) / 2
    let sum = 0
    values.forEach((value, layer) => {
      sum += value
      // A layer without anything in it draws nothing, not a line along the layer below.
      stacked[layer]?.push({ x, y: combine === 'peak' && value === 0 ? NaN : sum })
    })
  }
  return stacked
}

function meanOf(layers: readonly ValueAt[], start: number, end: number): number[] {
  return layers.map((valueAt) => {
    let sum = 0
    let count = 0
    for (let second = start; second < end; second++) {
      const value = valueAt(second)
      if (Number.isNaN(value)) continue
      sum += value
      count++
    }
    return count === 0 ? NaN : sum / count
  })
}

function peakOf(layers: readonly ValueAt[], start: number, end: number): number[] {
  let peak: number[] = layers.map(() => 0)
  let highest = -1
  for (let second = start; second < end; second++) {
    const values = layers.map((valueAt) => valueAt(second) || 0)
    const total = values.reduce((sum, value) => sum + value, 0)
    if (total > highest) {
      highest = total
      peak = values
    }
  }
  return peak
}
