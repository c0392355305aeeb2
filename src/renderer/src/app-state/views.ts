import type { ViewName } from './router.svelte.ts'

/** The pages in the order of the rail; Ctrl/Cmd and the number of its place opens one. */
export const VIEWS: readonly { readonly view: ViewName; readonly label: string }[] = [
  { view: 'test', label: 'Test' },
  { view: 'run', label: 'Run' },
  { view: 'capacity', label: 'Capacity' },
  { view: 'history', label: 'History' },
  { view: 'compare', label: 'Compare' }
]
