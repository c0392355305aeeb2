/** The dialog that keeps the rest of the window out of reach, the topmost one; null while there is none. */
export function modalDialog(): Element | null {
  return [...document.querySelectorAll('[aria-modal="true"]')].at(-1) ?? null
}
