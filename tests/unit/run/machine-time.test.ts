import { describe, expect, it } from 'vitest'
import { MachineTime, parseProcStat, type ProcessorTimes } from '../../../src/main/run/machine-time.ts'

/** Gives the readings one after the other, then the last one again. */
function watchOf(readings: (ProcessorTimes | null)[]): MachineTime {
  return new MachineTime(() => (readings.length > 1 ? readings.shift()! : readings[0]!))
}

describe('/proc/stat', () => {
  it('is read with steal apart and the time of guests counted once', () => {
    const text = 'cpu  100 10 50 800 40 1 2 30 90 5\ncpu0 50 5 25 400 20 0 1 15 45 2\nintr 1 2 3\n'
    expect(parseProcStat(text)).toEqual({ busy: 163, stolen: 30, total: 1033 })
  })

  it('of a kernel that knows no steal says so', () => {
    expect(parseProcStat('cpu 1 2 3 4\n')).toEqual({ busy: 6, stolen: null, total: 10 })
  })

  it.each(['', 'intr 1 2 3', 'cpu 1'])('is not made up from %j', (text) => {
    expect(parseProcStat(text)).toBeNull()
  })
})

describe('the time of the machine', () => {
  it('is what was counted between two looks, as shares', () => {
    const watch = watchOf([
      { busy: 100, stolen: 10, total: 1000 },
      { busy: 160, stolen: 20, total: 1200 },
      { busy: 160, stolen: 20, total: 1300 }
    ])
    expect(watch.take()).toEqual({ machineCpu: 0.3, steal: 0.05 })
    expect(watch.take()).toEqual({ machineCpu: 0, steal: 0 })
  })

  it('is not known where the system does not say, which is not 0', () => {
    expect(watchOf([null]).take()).toEqual({ machineCpu: null, steal: null })
    const withoutSteal = watchOf([
      { busy: 0, stolen: null, total: 0 },
      { busy: 5, stolen: null, total: 10 }
    ])
    expect(withoutSteal.take()).toEqual({ machineCpu: 0.5, steal: null })
  })

  it('is not known where no time was counted', () => {
    expect(watchOf([{ busy: 5, stolen: 0, total: 10 }]).take()).toEqual({ machineCpu: null, steal: null })
  })

  it('stays a share where a counter steps back', () => {
    const watch = watchOf([
      { busy: 100, stolen: 10, total: 1000 },
      { busy: 90, stolen: 9, total: 1100 }
    ])
    expect(watch.take()).toEqual({ machineCpu: 0, steal: 0 })
  })

  it('of this machine grows with the work that is done on it', () => {
    const watch = new MachineTime()
    const endUs = process.cpuUsage().user + 120_000
    while (process.cpuUsage().user < endUs);
    expect(watch.take().machineCpu).toBeGreaterThan(0)
  })
})
