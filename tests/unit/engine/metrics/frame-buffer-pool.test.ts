import { describe, expect, it } from 'vitest'
import { FrameBufferPool } from '../../../../src/main/engine/metrics/index.ts'

describe('FrameBufferPool', () => {
  it('gives the smallest buffer that is large enough', () => {
    const pool = new FrameBufferPool()
    const buffers = [16_384, 65_536, 4096].map((size) => pool.obtain(size))
    for (const buffer of buffers) pool.putBack(buffer)
    expect(pool.obtain(5000)).toBe(buffers[0])
    expect(pool.obtain(5000)).toBe(buffers[1])
    expect(pool.obtain(5000).byteLength).toBe(8192)
    expect(pool.obtain(1)).toBe(buffers[2])
  })

  it('makes room in powers of two, so that a slightly larger frame fits the next time', () => {
    expect(new FrameBufferPool().obtain(10_000).byteLength).toBe(16_384)
  })

  it('keeps sixteen at most, the large ones', () => {
    const pool = new FrameBufferPool()
    const small = pool.obtain(1)
    const large = Array.from({ length: 16 }, () => pool.obtain(10_000))
    for (const buffer of [small, ...large]) pool.putBack(buffer)
    expect(pool.obtain(1)).not.toBe(small)
  })
})
