import type { StreamedBody } from '../http/index.ts'
import type { TextOf } from './compiled-auth.ts'
import type { CompiledTemplate } from './compiled-template.ts'

/** Makes the body of a request in each iteration. */
export interface BodyMaker {
  readonly templates: readonly CompiledTemplate[]
  /** Throws an Error that says why there can be none. */
  make(textOf: TextOf): MadeBody
}

export interface MadeBody {
  readonly body: Uint8Array | StreamedBody | null
  /** The header that only the body itself can tell; null leaves it to the plan. */
  readonly contentType: string | null
}
