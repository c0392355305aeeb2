import { EventEmitter } from 'node:events'
import { describe, expect, it } from 'vitest'
import { ProcessStops, type SignalledProcess } from '../../../src/main/cli/process-stops.ts'

class FakeProcess extends EventEmitter implements SignalledProcess {
  atMs = 1000
  gaveUp = 0

  nowMs(): number {
    return this.atMs
  }

  giveUp(): void {
    this.gaveUp++
  }

  signal(name: 'SIGINT' | 'SIGTERM', laterMs = 0): void {
    this.atMs += laterMs
    this.emit(name, name)
  }
}

function listening() {
  const process = new FakeProcess()
  const stops = new ProcessStops(process)
  let asked = 0
  const close = stops.listen(() => asked++)
  return { process, stops, close, asked: () => asked }
}

describe('the stops of a process', () => {
  it('are asked for by each signal of a hand, however fast', () => {
    const { process, asked } = listening()
    process.signal('SIGINT')
    process.signal('SIGINT', 150)
    expect([asked(), process.gaveUp]).toEqual([2, 0])
    process.signal('SIGINT', 150)
    expect([asked(), process.gaveUp]).toEqual([2, 1])
  })

  it('are not asked for twice by the copies of one signal that npm makes', () => {
    const { process, asked } = listening()
    process.signal('SIGINT')
    for (const laterMs of [1, 4, 20]) process.signal('SIGINT', laterMs)
    expect(asked()).toBe(1)
    process.signal('SIGINT', 80)
    expect(asked()).toBe(2)
  })

  it('take a copy for no reason to wait longer', () => {
    const { process, asked } = listening()
    for (let count = 0; count < 3; count++) process.signal('SIGINT', 60)
    expect(asked()).toBe(2)
  })

  it('count another signal at once, and every Ctrl-C of raw mode', () => {
    const signals = listening()
    signals.process.signal('SIGINT')
    signals.process.signal('SIGTERM')
    expect(signals.asked()).toBe(2)
    const keys = listening()
    for (let count = 0; count < 3; count++) keys.stops.pressed()
    expect([keys.asked(), keys.process.gaveUp]).toEqual([2, 1])
  })

  it('are no longer heard after the end', () => {
    const { process, stops, close, asked } = listening()
    close()
    process.signal('SIGINT')
    stops.pressed()
    expect([asked(), process.listenerCount('SIGINT')]).toEqual([0, 0])
  })
})
