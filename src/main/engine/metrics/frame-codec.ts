/**
 * A frame carries what one lane recorded for one second, as a delta, in a buffer that travels to the recorder and back.
 *
 *     offset  bytes
 *          0      4  magic "LGF1": the version is part of it
 *          4      4  length of the whole frame; what lies behind it in the buffer is left from its last use
 *          8      4  lane
 *         12      4  flags: 1 late (the second was sent before), 2 last (the lane has ended)
 *         16      8  second
 *         24      4  scenarios   \
 *         28      4  checks       | must be those of the recorder's plan
 *         32      4  used slots  /
 *         36      4  0
 *         40   8 x 8  gauges, in the order of GAUGES
 *        104   5 x 8 x scenarios  planned, started, completed, interrupted, dropped
 *          .   2 x 8 x checks     passed, failed
 *          .  for each used slot:
 *               4       slot
 *               2 + 2   number of statuses, number of errors
 *              10 x 8   counts, in the order of SlotCount
 *              12 each  status (4), count (8)
 *              12 each  error number (4), count (8)
 *              11 x     histogram in the compact form, in the order of HistogramIndex
 *
 * Numbers are little-endian; counts are whole numbers in float64, exact to 2^53. A frame never leaves the process, so
 * there is one version at a time and no promise beyond it.
 */
import {
  addCompact,
  compactSizeBound,
  HistogramError,
  writeCompact
} from '../../../shared/metrics/histogram/index.ts'
import { FrameError } from './frame-error.ts'
import { noGauges } from './lane-gauges.ts'
import type { LaneGauges } from './lane-gauges.ts'
import type { SecondMetrics } from './second-metrics.ts'
import { HISTOGRAM_LENGTH, SLOT_COUNT_LENGTH } from './slot-metrics.ts'
import type { SlotMetrics } from './slot-metrics.ts'
import type { SparseCounter } from './sparse-counter.ts'

const MAGIC = 0x3146474c
const FLAG_LATE = 1
const FLAG_LAST = 2
const GAUGES = [
  'activeVus',
  'requestsInFlight',
  'openConnections',
  'unexpectedData',
  'laneBusy',
  'loopDelayP99Ms',
  'loopDelayMaxMs',
  'gcMs'
] as const satisfies readonly (keyof LaneGauges)[]
const GAUGES_OFFSET = 40
const BODY_OFFSET = GAUGES_OFFSET + GAUGES.length * 8
const SLOT_HEAD_BYTES = 8 + SLOT_COUNT_LENGTH * 8
const PAIR_BYTES = 12

export interface FrameHeader {
  readonly lane: number
  /** The lane had sent this second before. */
  readonly late: boolean
  /** Nothing comes from this lane any more. */
  readonly last: boolean
}

export interface DecodedFrame extends FrameHeader {
  /** How much of the buffer the frame takes. */
  readonly frameBytes: number
  readonly second: number
  readonly gauges: LaneGauges
}

/** How many bytes `encodeFrame` needs at most for the second as it is now. */
export function frameSizeBound(metrics: SecondMetrics): number {
  let bytes = BODY_OFFSET + (metrics.iterations.length + metrics.checks.length) * 8
  for (const index of metrics.usedSlots) {
    const slot = metrics.slot(index)
    bytes += SLOT_HEAD_BYTES + (slot.statuses.length + slot.errors.length) * PAIR_BYTES
    for (const histogram of slot.histograms) bytes += compactSizeBound(histogram)
  }
  return bytes
}

/**
 * Writes the second into the buffer, from its start on.
 *
 * @throws RangeError where the buffer is smaller than `frameSizeBound`
 */
export function encodeFrame(
  metrics: SecondMetrics,
  header: FrameHeader,
  gauges: LaneGauges,
  buffer: ArrayBufferLike
): void {
  const writer = new FrameWriter(buffer)
  writer.uint32(MAGIC)
  writer.uint32(0)
  writer.uint32(header.lane)
  writer.uint32((header.late ? FLAG_LATE : 0) | (header.last ? FLAG_LAST : 0))
  writer.float64(metrics.second)
  writer.uint32(metrics.iterations.length)
  writer.uint32(metrics.checks.length)
  writer.uint32(metrics.usedSlots.length)
  writer.uint32(0)
  for (const gauge of GAUGES) writer.float64(gauges[gauge])
  for (const count of metrics.iterations) writer.float64(count)
  for (const count of metrics.checks) writer.float64(count)
  for (const index of metrics.usedSlots) writeSlot(writer, index, metrics.slot(index))
  writer.writeLength()
}

function writeSlot(writer: FrameWriter, index: number, slot: SlotMetrics): void {
  writer.uint32(index)
  writer.uint16(slot.statuses.length)
  writer.uint16(slot.errors.length)
  for (const count of slot.counts) writer.float64(count)
  writeCounter(writer, slot.statuses)
  writeCounter(writer, slot.errors)
  for (const histogram of slot.histograms) {
    writer.position = writeCompact(histogram, writer.bytes, writer.position)
    if (writer.position < 0) throw new RangeError('the buffer is too small for the frame')
  }
}

function writeCounter(writer: FrameWriter, counter: SparseCounter): void {
  for (let position = 0; position < counter.length; position++) {
    const key = counter.keyAt(position)
    writer.uint32(key)
    writer.float64(counter.countOf(key))
  }
}

/**
 * Reads the frame's head without its body.
 *
 * @throws FrameError FRAME_UNKNOWN, FRAME_TRUNCATED or FRAME_CORRUPT
 */
export function readFrameHead(buffer: ArrayBufferLike): DecodedFrame {
  const reader = new FrameReader(buffer)
  if (reader.uint32() !== MAGIC)
    throw new FrameError('FRAME_UNKNOWN', 'the bytes are no frame of this version')
  reader.limitTo(reader.uint32())
  const lane = reader.uint32()
  const flags = reader.uint32()
  const second = reader.float64()
  if (flags > (FLAG_LATE | FLAG_LAST) || !Number.isSafeInteger(second) || second < 0) {
    throw new FrameError('FRAME_CORRUPT', `a frame has the flags ${flags} and the second ${second}`)
  }
  reader.position = GAUGES_OFFSET
  return {
    lane,
    frameBytes: reader.end,
    late: (flags & FLAG_LATE) !== 0,
    last: (flags & FLAG_LAST) !== 0,
    second,
    gauges: readGauges(reader)
  }
}

function readGauges(reader: FrameReader): LaneGauges {
  const gauges = noGauges()
  for (const gauge of GAUGES) {
    const value = reader.float64()
    if (!Number.isFinite(value)) throw new FrameError('FRAME_CORRUPT', `the gauge ${gauge} is ${value}`)
    gauges[gauge] = value
  }
  return gauges
}

/**
 * Adds everything that the frame holds to `into`.
 *
 * @throws FrameError FRAME_TRUNCATED or FRAME_CORRUPT; `into` then holds a part of the frame and is of no use
 */
export function addFrame(buffer: ArrayBufferLike, into: SecondMetrics): void {
  const reader = new FrameReader(buffer)
  reader.position = 4
  reader.limitTo(reader.uint32())
  reader.position = 24
  const scenarioCounts = reader.uint32()
  const checkCounts = reader.uint32()
  const slots = reader.uint32()
  if (scenarioCounts !== into.iterations.length || checkCounts !== into.checks.length) {
    throw new FrameError('FRAME_CORRUPT', 'the frame is of a plan with other scenarios or checks')
  }
  reader.position = BODY_OFFSET
  addCounts(reader, into.iterations)
  addCounts(reader, into.checks)
  for (let used = 0; used < slots; used++) addSlot(reader, into)
  if (reader.position !== reader.end) {
    throw new FrameError('FRAME_CORRUPT', `the frame has ${reader.end - reader.position} bytes too many`)
  }
}

function addSlot(reader: FrameReader, into: SecondMetrics): void {
  const index = reader.uint32()
  if (!into.hasSlot(index)) throw new FrameError('FRAME_CORRUPT', `the plan has no request slot ${index}`)
  const slot = into.slot(index)
  const statuses = reader.uint16()
  const errors = reader.uint16()
  addCounts(reader, slot.counts)
  addCounter(reader, slot.statuses, statuses)
  addCounter(reader, slot.errors, errors)
  for (let histogram = 0; histogram < HISTOGRAM_LENGTH; histogram++) {
    try {
      reader.position = addCompact(slot.histograms[histogram]!, reader.bytes, reader.position)
    } catch (error) {
      if (!(error instanceof HistogramError)) throw error
      const message = `histogram ${histogram} of request slot ${index} is unreadable: ${error.message}`
      throw new FrameError('FRAME_CORRUPT', message, { cause: error })
    }
  }
}

function addCounts(reader: FrameReader, into: Float64Array): void {
  for (let index = 0; index < into.length; index++) into[index]! += reader.count()
}

function addCounter(reader: FrameReader, into: SparseCounter, pairs: number): void {
  for (let pair = 0; pair < pairs; pair++) {
    const key = reader.uint32()
    const count = reader.count()
    if (key >= into.size || count === 0) {
      throw new FrameError('FRAME_CORRUPT', `the frame counts ${count} at ${key}, which cannot be`)
    }
    into.add(key, count)
  }
}

class FrameWriter {
  readonly bytes: Uint8Array
  position = 0
  readonly #view: DataView

  constructor(buffer: ArrayBufferLike) {
    this.bytes = new Uint8Array(buffer)
    this.#view = new DataView(buffer)
  }

  uint16(value: number): void {
    this.#view.setUint16(this.position, value, true)
    this.position += 2
  }

  uint32(value: number): void {
    this.#view.setUint32(this.position, value, true)
    this.position += 4
  }

  float64(value: number): void {
    this.#view.setFloat64(this.position, value, true)
    this.position += 8
  }

  writeLength(): void {
    this.#view.setUint32(4, this.position, true)
  }
}

/** Reads up to the frame's own length; nothing of what a buffer still holds from an earlier use can be read. */
class FrameReader {
  position = 0
  bytes: Uint8Array
  readonly #view: DataView

  constructor(buffer: ArrayBufferLike) {
    this.bytes = new Uint8Array(buffer)
    this.#view = new DataView(buffer)
  }

  get end(): number {
    return this.bytes.length
  }

  limitTo(length: number): void {
    if (length > this.bytes.length) {
      throw new FrameError('FRAME_TRUNCATED', `the frame has ${this.bytes.length} of its ${length} bytes`)
    }
    this.bytes = this.bytes.subarray(0, length)
  }

  uint16(): number {
    return this.#view.getUint16(this.#advance(2), true)
  }

  uint32(): number {
    return this.#view.getUint32(this.#advance(4), true)
  }

  float64(): number {
    return this.#view.getFloat64(this.#advance(8), true)
  }

  /** A whole number that is not negative. */
  count(): number {
    const value = this.float64()
    if (Number.isSafeInteger(value) && value >= 0) return value
    throw new FrameError('FRAME_CORRUPT', `the frame holds the count ${value}`)
  }

  #advance(bytes: number): number {
    const position = this.position
    if (position + bytes > this.end) {
      throw new FrameError('FRAME_TRUNCATED', 'the frame ends in the middle of a field')
    }
    this.position = position + bytes
    return position
  }
}
