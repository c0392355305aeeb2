import { vi } from 'vitest'

/** What a real window has and jsdom has not; its elements have no size. Undone by `vi.unstubAllGlobals()`. */
export function stubWindow(): void {
  vi.stubGlobal(
    'ResizeObserver',
    class {
      observe(): void {}
      unobserve(): void {}
      disconnect(): void {}
    }
  )
  vi.stubGlobal('matchMedia', () => ({ addEventListener: () => undefined }))
  vi.stubGlobal('CSS', { escape: (text: string) => text })
  Element.prototype.scrollIntoView = () => undefined
  window.location.hash = ''
  sessionStorage.clear()
}
