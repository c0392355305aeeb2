import { describe, expect, it } from 'vitest'
import { MetronomeLead } from '../../../src/main/engine/metronome-lead.ts'

/** Wakes that come between `fromMs` and `toMs` late, in an order without a pattern. */
function observeUniform(lead: MetronomeLead, fromMs: number, toMs: number, wakes: number): void {
  for (let index = 0; index < wakes; index++) {
    lead.observe(fromMs + (((index * 37) % 100) / 100) * (toMs - fromMs))
  }
}

describe('MetronomeLead', () => {
  it('settles where one wake of four comes early', () => {
    const lead = new MetronomeLead()
    observeUniform(lead, 0.04, 0.14, 2000)
    expect(lead.ms).toBeGreaterThan(0.05)
    expect(lead.ms).toBeLessThan(0.08)
  })

  it('takes a wake that was held up for long as one late wake among others', () => {
    const lead = new MetronomeLead()
    observeUniform(lead, 0.04, 0.14, 2000)
    const settledMs = lead.ms
    lead.observe(500)
    expect(lead.ms - settledMs).toBeLessThan(0.005)
  })

  it('never grows beyond what a lane may wait awake, nor below nothing', () => {
    const lead = new MetronomeLead()
    observeUniform(lead, 10, 20, 1000)
    expect(lead.ms).toBe(0.2)
    observeUniform(lead, 0, 0, 1000)
    expect(lead.ms).toBeGreaterThanOrEqual(0)
    expect(lead.ms).toBeLessThan(0.02)
  })
})
