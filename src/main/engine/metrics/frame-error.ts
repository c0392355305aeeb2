/** Why a frame was refused. A lane and the recorder run the same code, so any of these is a bug or lost memory. */
export type FrameErrorCode =
  /** The bytes are no frame at all, or one of another version. */
  | 'FRAME_UNKNOWN'
  /** The frame ends before what it announces. */
  | 'FRAME_TRUNCATED'
  /** The frame contradicts itself or the plan. */
  | 'FRAME_CORRUPT'
  /** A frame came out of its lane's order, or after the lane's last. */
  | 'FRAME_OUT_OF_ORDER'

export class FrameError extends Error {
  readonly code: FrameErrorCode

  constructor(code: FrameErrorCode, message: string, options?: ErrorOptions) {
    super(message, options)
    this.name = 'FrameError'
    this.code = code
  }
}
