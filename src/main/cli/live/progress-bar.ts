const WIDEST = 40
const NARROWEST = 10

/** A bar of at most so many columns with its percentage; shares outside 0 to 1 are drawn as the nearer end. */
export function progressBar(share: number, columns: number): string {
  const width = Math.max(NARROWEST, Math.min(WIDEST, columns))
  const clamped = Number.isFinite(share) ? Math.max(0, Math.min(1, share)) : 0
  const filled = Math.round(clamped * width)
  return `${'█'.repeat(filled)}${'░'.repeat(width - filled)} ${String(Math.floor(clamped * 100)).padStart(3)} %`
}
