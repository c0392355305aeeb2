import { inflateSync } from 'node:zlib'
import { decodeV2Compressed } from '../../src/shared/metrics/histogram/index.ts'
import type { HdrHistogram } from '../../src/shared/metrics/histogram/index.ts'

interface HlogInterval {
  readonly tag: string | undefined
  /** Relative to the log's start time. */
  readonly startSeconds: number
  readonly lengthSeconds: number
  /** The compressed V2 histogram of the line. */
  readonly encoded: Uint8Array
  readonly histogram: HdrHistogram
}

export interface Hlog {
  readonly startSeconds: number | undefined
  readonly intervals: readonly HlogInterval[]
}

const INTERVAL_LINE = /^(?:Tag=([^,]*),)?([\d.]+),([\d.]+),[\d.]+,([A-Za-z0-9+/=]+)$/

/** Reads a histogram log of HdrHistogram, format version 1.2 or 1.3, with V2 histograms. */
export function readHlog(text: string): Hlog {
  const lines = text.split(/\r?\n/)
  const start = lines.map((line) => /^#\[StartTime: ([\d.]+)/.exec(line)).find((match) => match !== null)
  const intervals = lines.filter((line) => line !== '' && !/^[#"]/.test(line)).map(readInterval)
  return { startSeconds: start === undefined ? undefined : Number(start[1]), intervals }
}

function readInterval(line: string): HlogInterval {
  const match = INTERVAL_LINE.exec(line)
  if (match === null) throw new Error(`not an interval line of a histogram log: ${line}`)
  const encoded = Buffer.from(match[4]!, 'base64')
  return {
    tag: match[1],
    startSeconds: Number(match[2]),
    lengthSeconds: Number(match[3]),
    encoded,
    histogram: decodeV2Compressed(encoded, inflateBounded)
  }
}

/** node:zlib's inflate as the V2 codec wants it. */
export function inflateBounded(bytes: Uint8Array, maxBytes: number): Uint8Array {
  return inflateSync(bytes, { maxOutputLength: maxBytes })
}
