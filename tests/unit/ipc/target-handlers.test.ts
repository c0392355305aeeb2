import { describe, expect, it } from 'vitest'
import { PracticeTargetSwitch } from '../../../src/main/ipc/target-handlers.ts'
import { practicePlan } from '../../../src/main/plan/index.ts'
import { PRACTICE_URL } from '../../../src/main/target/index.ts'

class FakeTarget {
  starts = 0
  closes = 0
  readonly start = (): Promise<{ url: string; close: () => Promise<void> }> => {
    this.starts++
    const close = (): Promise<void> => {
      this.closes++
      return Promise.resolve()
    }
    return Promise.resolve({ url: PRACTICE_URL, close })
  }
}

describe('the switch of the practice target', () => {
  it('starts one server however often it is asked', async () => {
    const fake = new FakeTarget()
    const target = new PracticeTargetSwitch(fake.start)
    const [first, second] = await Promise.all([target.start(), target.start()])
    expect(first).toEqual(second)
    expect(fake.starts).toBe(1)
    await target.stop()
    expect(await target.status()).toBeNull()
    expect(fake.closes).toBe(1)
  })

  it('starts the server for a practice plan of an earlier session', async () => {
    const fake = new FakeTarget()
    const target = new PracticeTargetSwitch(fake.start)
    await target.startFor(practicePlan(PRACTICE_URL))
    expect((await target.status())?.url).toBe(PRACTICE_URL)
  })

  it('starts nothing for a plan against another server, whatever its tags, or for one without the tag', async () => {
    const fake = new FakeTarget()
    const target = new PracticeTargetSwitch(fake.start)
    await target.startFor(practicePlan('http://127.0.0.1:9999'))
    await target.startFor({ version: 1, target: PRACTICE_URL })
    await target.startFor(null)
    expect(fake.starts).toBe(0)
  })
})
