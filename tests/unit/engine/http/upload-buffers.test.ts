import { expect, it } from 'vitest'
import { UploadBuffers } from '../../../../src/main/engine/http/upload-buffers.ts'

const MIB = 1024 * 1024

it('buffers become smaller the more uploads there are, so that all together stay small', () => {
  const buffers = new UploadBuffers()
  const taken = Array.from({ length: 5000 }, () => buffers.take())
  const bytes = (list: readonly Buffer[]): number => list.reduce((sum, { length }) => sum + length, 0)
  expect(taken[0]?.length).toBe(256 * 1024)
  expect(bytes(taken.slice(0, 1024))).toBeLessThan(48 * MIB)
  expect(bytes(taken.slice(1024))).toBe((5000 - 1024) * 4096)
  expect(new Set(taken).size).toBe(5000)
})

it('a buffer that was given back is used again, the largest first, and no upload shares one', () => {
  const buffers = new UploadBuffers()
  const taken = Array.from({ length: 100 }, () => buffers.take())
  for (const buffer of taken) buffers.giveBack(buffer)
  const again = Array.from({ length: 100 }, () => buffers.take())
  expect(new Set(again)).toEqual(new Set(taken))
  expect(again.map(({ length }) => length)).toEqual(
    [...again.map(({ length }) => length)].sort((a, b) => b - a)
  )
})
