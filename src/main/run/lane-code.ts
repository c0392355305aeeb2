import { setFlagsFromString } from 'node:v8'

/**
 * V8 gives up inlining where a function has grown to a few times its own size. What a lane does for each request is one
 * chain of small functions from the bytes that arrived to the next request, which lies far above that bound: most of
 * them were called instead, and the chain fell apart at other places in each build (docs/decisions/0016-one-piece.md).
 */
export const LANE_CODE_FLAGS = [
  '--max-inlined-bytecode-size=2000',
  '--max-inlined-bytecode-size-cumulative=10000',
  '--max-inlined-bytecode-size-absolute=20000'
] as const

/**
 * Lets V8 make one piece of machine code of all that a lane does for each request. It holds for the whole process, and
 * for what is compiled from now on: call it before there is a lane. A runtime that does not know such a bound says so
 * and goes on with its own.
 */
export function letLaneCodeBeOnePiece(): void {
  for (const flag of LANE_CODE_FLAGS) setFlagsFromString(flag)
}
