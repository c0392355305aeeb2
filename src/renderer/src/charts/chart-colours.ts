/** The chart colours of tokens.css, without their `--chart-` prefix. Each has one meaning. */
export type ChartColour =
  | 'grid'
  | 'axis'
  | 'planned'
  | 'achieved'
  | 'p50'
  | 'p95'
  | 'p99'
  | 'service'
  | 'objective'
  | 'error-1'
  | 'error-2'
  | 'error-3'
  | 'error-4'
  | 'error-5'
  | 'setup'
  | 'sending'
  | 'waiting'
  | 'receiving'
  | 'lag'
  | 'loop-delay'
  | 'busy'
  | 'suspect'
  | 'saturated'
  | 'base'
  | 'other'

/** For `style:background` and the like. */
export function colourVariable(colour: ChartColour): string {
  return `var(--chart-${colour})`
}

/** A canvas knows no custom properties and no `light-dark()`: asks the browser what they come to now. */
export function resolveColour(host: Element, colour: ChartColour): string {
  const probe = document.createElement('i')
  probe.hidden = true
  probe.style.color = colourVariable(colour)
  host.append(probe)
  const resolved = getComputedStyle(probe).color
  probe.remove()
  return resolved
}
