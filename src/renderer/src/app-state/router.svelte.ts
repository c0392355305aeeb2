/**
 * Where the window is. A null id on the Run or Capacity page stands for what is going on, or was last of this session.
 */
export type Route =
  | { readonly view: 'test' }
  | { readonly view: 'run'; readonly runId: string | null }
  | { readonly view: 'history' }
  | { readonly view: 'capacity'; readonly searchId: string | null }
  | { readonly view: 'compare'; readonly baseId: string | null; readonly otherId: string | null }

export type ViewName = Route['view']

/** "#/run/abc" -> route; anything unknown is the Test page. */
export function parseHash(hash: string): Route {
  const [view, first = '', second = ''] = hash.replace(/^#\/?/, '').split('/').map(decodeURIComponent)
  switch (view) {
    case 'run':
      return { view, runId: first || null }
    case 'capacity':
      return { view, searchId: first || null }
    case 'history':
      return { view }
    case 'compare':
      return { view, baseId: first || null, otherId: second || null }
    default:
      return { view: 'test' }
  }
}

export function formatHash(route: Route): string {
  const ids =
    route.view === 'run'
      ? [route.runId]
      : route.view === 'capacity'
        ? [route.searchId]
        : route.view === 'compare'
          ? [route.baseId, route.otherId]
          : []
  const parts = [route.view, ...ids.map((id) => encodeURIComponent(id ?? ''))]
  // An id that is missing before another one keeps its place: "#/compare//abc".
  return `#/${parts.join('/').replace(/\/+$/, '')}`
}

/** The current route, kept in the location's hash so that a reload comes back to the same page. */
export class Router {
  #route = $state.raw<Route>({ view: 'test' })
  /** The run that the Run page showed last, so that the rail's Run button returns to it. */
  #lastRunId: string | null = null
  readonly #window: Window

  constructor(target: Window) {
    this.#window = target
    this.#read()
    target.addEventListener('hashchange', () => this.#read())
  }

  get route(): Route {
    return this.#route
  }

  go(route: Route): void {
    this.#window.location.hash = formatHash(route)
    this.#read()
  }

  /** Opens a view where the user left it. */
  open(view: ViewName): void {
    if (view === 'run') this.go({ view, runId: this.#lastRunId })
    else if (view === 'capacity') this.go({ view, searchId: null })
    else if (view === 'compare') this.go({ view, baseId: null, otherId: null })
    else this.go({ view })
  }

  #read(): void {
    const route = parseHash(this.#window.location.hash)
    if (formatHash(route) === formatHash(this.#route)) return
    this.#route = route
    if (route.view === 'run') this.#lastRunId = route.runId
  }
}
