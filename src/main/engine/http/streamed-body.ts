import type { BodyFile } from './body-file.ts'

/** A body that is not kept in memory: bytes and files that are sent one after the other. */
export class StreamedBody {
  readonly pieces: readonly (Uint8Array | BodyFile)[]
  readonly byteLength: number

  constructor(pieces: readonly (Uint8Array | BodyFile)[]) {
    this.pieces = pieces
    this.byteLength = pieces.reduce((sum, { byteLength }) => sum + byteLength, 0)
  }
}
