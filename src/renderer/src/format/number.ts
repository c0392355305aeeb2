/** What stands where there is no figure. */
export const NO_VALUE = '–'

const SPACE = '\u00a0'

function isMissing(value: number | null | undefined): value is null | undefined {
  return value === null || value === undefined || Number.isNaN(value)
}

/** 1234567 -> "1,234,567". */
export function formatCount(value: number | null | undefined): string {
  if (isMissing(value)) return NO_VALUE
  return Math.round(value).toLocaleString('en-US')
}

/** Four significant characters at most, so that columns keep their width: 0.312, 4.21, 47.3, 412, 1,904. */
export function formatFigure(value: number | null | undefined): string {
  if (isMissing(value)) return NO_VALUE
  const size = Math.abs(value)
  if (size === 0) return '0'
  if (size < 0.0005) return '<0.001'
  if (size < 1) return value.toFixed(3)
  if (size < 9.995) return value.toFixed(2)
  if (size < 99.95) return value.toFixed(1)
  return formatCount(value)
}

/** With its noun, which takes an s but for one: "1 run", "1,200 runs". */
export function countOf(count: number, noun: string): string {
  return `${formatCount(count)} ${noun}${count === 1 ? '' : 's'}`
}

/** For axes, which have room for four digits: 10000 -> "10k", 1500000 -> "1.5M"; null where the figure itself fits. */
export function shortCount(value: number): string | null {
  if (value < 10_000) return null
  return value < 1_000_000 ? `${value / 1000}k` : `${value / 1_000_000}M`
}

/** A rate per second: whole from 100 on, one decimal below 100. */
export function formatRate(value: number | null | undefined): string {
  if (isMissing(value)) return NO_VALUE
  if (value === 0) return '0'
  return Math.abs(value) < 99.95 ? value.toFixed(1) : formatCount(value)
}

/** 0.0213 -> "2.1 %". Nothing is "0"; something is never rounded to 0 %, nor all but all to 100 %. */
export function formatShare(share: number | null | undefined): string {
  if (isMissing(share)) return NO_VALUE
  const percent = share * 100
  if (percent === 0) return '0'
  if (percent < 0.1) return `<0.1${SPACE}%`
  if (percent < 9.95) return `${percent.toFixed(1)}${SPACE}%`
  if (percent > 99.5 && percent < 100) return `>99${SPACE}%`
  return `${percent.toFixed(0)}${SPACE}%`
}

const BYTE_UNITS = ['B', 'kB', 'MB', 'GB', 'TB'] as const

/** Decimal units: 1500 -> "1.50 kB". */
export function formatBytes(bytes: number | null | undefined): string {
  if (isMissing(bytes)) return NO_VALUE
  let value = bytes
  let unit = 0
  while (Math.abs(value) >= 999.5 && unit < BYTE_UNITS.length - 1) {
    value /= 1000
    unit++
  }
  const figure = unit === 0 ? formatCount(value) : formatFigure(value)
  return `${figure}${SPACE}${BYTE_UNITS[unit]}`
}
