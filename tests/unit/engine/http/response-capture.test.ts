import { expect, it } from 'vitest'
import { CaptureBudget } from '../../../../src/main/engine/http/capture-budget.ts'
import { ResponseCapture } from '../../../../src/main/engine/http/response-capture.ts'

const MIB = 1024 * 1024
const PIECE = Buffer.alloc(MIB / 4, 'a')

function receive(capture: ResponseCapture, bytes: number): void {
  capture.begin(true)
  for (let received = 0; received < bytes; received += PIECE.length)
    capture.appendBody(PIECE, 0, PIECE.length)
}

it('large bodies share a budget, and what finds no room in it is cut', () => {
  const budget = new CaptureBudget(10 * MIB)
  const [first, second] = [new ResponseCapture(8 * MIB, budget), new ResponseCapture(8 * MIB, budget)]
  receive(first, 8 * MIB)
  expect([first.bodyCut, first.body().length]).toEqual([false, 8 * MIB])
  receive(second, 8 * MIB)
  expect(second.bodyCut).toBe(true)
  const kept = second.body().length
  expect(kept).toBeLessThanOrEqual(2 * MIB)
  second.appendBody(PIECE, 0, PIECE.length)
  expect(second.body().length).toBe(kept)
  second.end()
  first.end()
  receive(second, 8 * MIB)
  expect([second.bodyCut, second.body().length]).toEqual([false, 8 * MIB])
})

it('a body of a mebibyte needs no room in the budget', () => {
  const capture = new ResponseCapture(8 * MIB, new CaptureBudget(0))
  receive(capture, MIB)
  expect([capture.bodyCut, capture.body().length]).toEqual([false, MIB])
  receive(capture, 2 * MIB)
  expect([capture.bodyCut, capture.body().length]).toEqual([true, MIB])
})
