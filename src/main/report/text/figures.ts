/** What stands where there is no figure. */
const NO_VALUE = '-'

type MaybeNumber = number | null

function isMissing(value: MaybeNumber): value is null {
  return value === null || !Number.isFinite(value)
}

/** 1234567 -> "1,234,567". */
export function countText(value: MaybeNumber): string {
  return isMissing(value) ? NO_VALUE : Math.round(value).toLocaleString('en-US')
}

/** With its noun, which takes an s for more than one and for none: "1 lane", "1,200 lanes". */
export function numberOf(count: number, noun: string): string {
  return `${countText(count)} ${noun}${count === 1 ? '' : 's'}`
}

/** Three or four significant digits: 0.312, 4.21, 47.3, 412, 1,904. */
export function figureText(value: MaybeNumber): string {
  if (isMissing(value)) return NO_VALUE
  const size = Math.abs(value)
  if (size === 0) return '0'
  if (size < 0.0005) return value < 0 ? '>-0.001' : '<0.001'
  if (size < 0.9995) return value.toFixed(3)
  if (size < 9.995) return value.toFixed(2)
  if (size < 99.95) return value.toFixed(1)
  return countText(value)
}

/** A latency with its unit: "4.21 ms", "31.0 s" from ten seconds on. */
export function latencyText(valueMs: MaybeNumber): string {
  if (isMissing(valueMs)) return NO_VALUE
  return valueMs >= 9995 ? `${figureText(valueMs / 1000)} s` : `${figureText(valueMs)} ms`
}

/** Whole from 100 on, one decimal below. */
export function rateText(value: MaybeNumber): string {
  if (isMissing(value)) return NO_VALUE
  if (value === 0) return '0'
  return value < 99.95 ? value.toFixed(1) : countText(value)
}

/** 0.0213 -> "2.1 %". Never rounds something to nothing, or all but all to all. */
export function shareText(share: MaybeNumber): string {
  if (isMissing(share)) return NO_VALUE
  const percent = share * 100
  if (percent === 0) return '0 %'
  if (percent < 0.01) return '<0.01 %'
  if (percent < 0.995) return `${percent.toFixed(2)} %`
  if (percent < 9.95) return `${percent.toFixed(1)} %`
  if (percent > 99.5 && percent < 100) return '>99 %'
  return `${percent.toFixed(0)} %`
}

/** Signed, for differences: 0.31 -> "+31 %". */
export function changeText(relative: MaybeNumber): string {
  if (isMissing(relative)) return NO_VALUE
  const percent = relative * 100
  const sign = percent < 0 ? '-' : '+'
  const size = Math.abs(percent)
  if (size < 0.05) return '0 %'
  return `${sign}${size < 9.95 ? size.toFixed(1) : countText(size)} %`
}

const BYTE_UNITS = ['B', 'kB', 'MB', 'GB', 'TB', 'PB'] as const

/** Decimal units: 1500 -> "1.50 kB". */
export function bytesText(bytes: MaybeNumber): string {
  if (isMissing(bytes)) return NO_VALUE
  let value = bytes
  let unit = 0
  while (value >= 999.5 && unit < BYTE_UNITS.length - 1) {
    value /= 1000
    unit++
  }
  return `${unit === 0 ? countText(value) : figureText(value)} ${BYTE_UNITS[unit]}`
}

/** 42,300 ms -> "0:42", 3,723,000 ms -> "1:02:03". */
export function clockText(timeMs: number): string {
  const seconds = Math.max(0, Math.floor(timeMs / 1000))
  const rest = String(seconds % 60).padStart(2, '0')
  const minutes = Math.floor(seconds / 60) % 60
  const hours = Math.floor(seconds / 3600)
  return hours > 0 ? `${hours}:${String(minutes).padStart(2, '0')}:${rest}` : `${minutes}:${rest}`
}

/** How long something took: "250 ms", "12.4 s", "1 min 30 s", "2 h 05 min". */
export function lengthText(durationMs: number): string {
  if (durationMs < 999.5) return `${Math.round(durationMs)} ms`
  if (durationMs < 59_950) return `${(durationMs / 1000).toFixed(1)} s`
  const seconds = Math.round(durationMs / 1000)
  const minutes = Math.floor(seconds / 60)
  if (minutes < 60) return `${minutes} min ${String(seconds % 60).padStart(2, '0')} s`
  return `${Math.floor(minutes / 60)} h ${String(minutes % 60).padStart(2, '0')} min`
}

/** The user's time to the minute, sortable: "2026-11-23 14:05". */
export function dateText(iso: string): string {
  const date = new Date(iso)
  if (Number.isNaN(date.getTime())) return NO_VALUE
  const two = (value: number): string => String(value).padStart(2, '0')
  const day = `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())}`
  return `${day} ${two(date.getHours())}:${two(date.getMinutes())}`
}
