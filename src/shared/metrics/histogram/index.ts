export { HdrHistogram } from './hdr-histogram.ts'
export { HistogramLayout, LATENCY_LAYOUT } from './histogram-layout.ts'
export { HistogramError } from './histogram-error.ts'
export { addCompact, compactSizeBound, writeCompact } from './compact-codec.ts'
export {
  addV2,
  addV2Compressed,
  decodeV2,
  decodeV2Compressed,
  encodeV2,
  encodeV2Compressed
} from './v2-codec.ts'
