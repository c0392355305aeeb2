import { beforeEach, describe, expect, it } from 'vitest'
import { readPlace, savePlace } from '../../../src/renderer/src/features/history/history-place.ts'

beforeEach(() => sessionStorage.clear())

const START = { search: '', status: null, scrollTop: 0, activeId: null }

describe('the place in the history', () => {
  it('is found again', () => {
    const place = { search: 'cache', status: 'stopped' as const, scrollTop: 340, activeId: 'run0010' }
    savePlace(sessionStorage, place)
    expect(readPlace(sessionStorage)).toEqual(place)
  })

  it.each(['', 'null', '7', '{"status":"asleep","search":3}', '{'])('is the start for %j', (text) => {
    sessionStorage.setItem('history.place', text)
    expect(readPlace(sessionStorage)).toEqual(START)
  })
})
