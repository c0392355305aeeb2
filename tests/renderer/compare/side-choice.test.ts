import { describe, expect, it } from 'vitest'
import { completeSides } from '../../../src/renderer/src/features/compare/side-choice.ts'
import type { RunListItem } from '../../../src/shared/history.ts'
import { FakeHistory, listItem } from '../support/fake-history.ts'

async function sides(runs: readonly RunListItem[], baseId: string | null, otherId: string | null) {
  const chosen = await completeSides(new FakeHistory(runs).api.client, { baseId, otherId })
  return [chosen.baseId, chosen.otherId]
}

const shop = (index: number, more: Partial<RunListItem> = {}) => listItem(index, { name: 'Shop', ...more })
const login = (index: number, more: Partial<RunListItem> = {}) => listItem(index, { name: 'Login', ...more })

describe('the sides of a comparison', () => {
  it('are the starred run and the latest that has ended', async () => {
    const runs = [shop(0, { status: 'running' }), shop(1), shop(2), shop(3, { baseline: true })]
    expect(await sides(runs, null, null)).toEqual(['run0003', 'run0001'])
  })

  it('prefer the star of the same name', async () => {
    const runs = [shop(0), login(1, { baseline: true }), shop(2, { baseline: true })]
    expect(await sides(runs, null, 'run0000')).toEqual(['run0002', 'run0000'])
  })

  it('are the run and the one of its name before it when there is no star', async () => {
    const runs = [shop(0), login(1), shop(2), login(3), shop(4)]
    expect(await sides(runs, null, 'run0001')).toEqual(['run0003', 'run0001'])
    expect(await sides(runs, null, null)).toEqual(['run0002', 'run0000'])
  })

  it('are never the same run by themselves', async () => {
    expect(await sides([shop(0, { baseline: true })], null, null)).toEqual([null, 'run0000'])
    expect(await sides([], null, null)).toEqual([null, null])
  })

  it('are what was chosen, also when it is not among the newest', async () => {
    expect(await sides([shop(0)], 'old', 'older')).toEqual(['old', 'older'])
    expect(await sides([shop(0), shop(1)], 'run0001', null)).toEqual(['run0001', null])
  })
})
