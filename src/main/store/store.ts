import type { Store } from './store-contract.ts'

export interface OpenStoreOptions {
  /** Never writes; the file must exist and be of this version. */
  readonly readonly?: boolean
}

/** Opens the history. */
export function openStore(file: string, options: OpenStoreOptions = {}): Store {
  throw new Error(`not yet: ${file} ${String(options.readonly)}`)
}
