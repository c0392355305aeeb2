import { describe, expect, it } from 'vitest'
import { RunJournal } from '../../../src/main/run/run-journal.ts'
import { openStore, StoreError, type Store } from '../../../src/main/store/index.ts'

const store = openStore(':memory:')

/** Writes of which each puts its name into the list, unless the store refuses. */
function journal(): {
  journal: RunJournal
  written: string[]
  refuse: (error: Error | null) => void
  write: (name: string, bytes?: number) => void
} {
  const written: string[] = []
  let refusal: Error | null = null
  const made = new RunJournal(store)
  const act = (name: string) => (given: Store) => {
    expect(given).toBe(store)
    if (refusal !== null) throw refusal
    written.push(name)
  }
  return {
    journal: made,
    written,
    refuse: (error) => (refusal = error),
    write: (name, bytes) => made.write(act(name), bytes)
  }
}

const busy = new StoreError('DATABASE_BUSY', 'the history h.db is locked by another process')
const full = new StoreError('DATABASE_FULL', 'the history h.db cannot grow: the disk is full')

describe('the journal of a run', () => {
  it.each([busy, full])('keeps what cannot be written now ($code) and writes it later, in order', (error) => {
    const { journal: made, written, refuse, write } = journal()
    write('a')
    refuse(error)
    write('b')
    write('c')
    expect(written).toEqual(['a'])
    refuse(null)
    write('d')
    expect(written).toEqual(['a', 'b', 'c', 'd'])
    expect(made.close(0)).toBeNull()
  })

  it('tries once more at its end', () => {
    const { journal: made, written, refuse, write } = journal()
    refuse(busy)
    write('a')
    refuse(null)
    expect(made.close(0)).toBeNull()
    expect(written).toEqual(['a'])
  })

  it('says what kept it from writing when that does not pass', () => {
    const { journal: made, refuse, write } = journal()
    refuse(full)
    write('a')
    expect(made.close(150)).toBe(
      'The run is not in the history: the history h.db cannot grow: the disk is full.'
    )
  })

  it.each([new StoreError('RUN_NOT_FOUND', 'there is no run 0abc'), new Error('a fault')])(
    'gives up at what waiting cannot mend (%s), and leaves no gap',
    (error) => {
      const { journal: made, written, refuse, write } = journal()
      refuse(error)
      write('a')
      refuse(null)
      write('b')
      expect(written).toEqual([])
      expect(made.close(0)).toBe(`The run is not in the history: ${error.message}.`)
    }
  )

  it('keeps no more than memory allows', () => {
    const { journal: made, written, refuse, write } = journal()
    refuse(busy)
    for (const name of ['a', 'b', 'c']) write(name, 30 * 1024 * 1024)
    refuse(null)
    write('d')
    expect(written).toEqual([])
    expect(made.close(0)).toContain('locked by another process')
  })

  it('writes nothing without a store', () => {
    const made = new RunJournal(null)
    made.write(() => expect.unreachable())
    expect(made.close(0)).toBeNull()
  })
})
