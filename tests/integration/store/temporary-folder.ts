import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { onTestFinished } from 'vitest'
import { openStore } from '../../../src/main/store/index.ts'
import type { OpenStoreOptions, Store } from '../../../src/main/store/index.ts'

/** A folder that goes with the test. */
export function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'loadgale-store-'))
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  return folder
}

export function temporaryDatabase(): string {
  return join(temporaryFolder(), 'history.db')
}

/** A store that is closed with the test; a test that closes it itself may do so. */
export function openForTest(file: string, options?: OpenStoreOptions): Store {
  const store = openStore(file, options)
  onTestFinished(() => store.close())
  return store
}
