import { requestErrorCode } from '../../../shared/error-codes.ts'
import { maskCredentials } from '../../../shared/credential-headers.ts'
import type { PlanFiles } from '../../../shared/plan/index.ts'
import type { Plan } from '../../../shared/plan/plan.ts'
import { BodyFiles, Exchange, type HttpClient, type StreamedBody } from '../http/index.ts'
import type { RequestRecord } from '../metrics/index.ts'
import type { Coroutine } from '../scheduler/index.ts'
import { compileScope } from './compile-scenario.ts'
import { exchangeTimeouts } from './exchange-timeouts.ts'
import { IterationValues } from './iteration-values.ts'
import { compileRequest } from './request-maker.ts'
import { ResponseReader } from './response-reader.ts'
import { UserDigests } from './user-digests.ts'

/** The request as it went over the wire, but for credentials, and what came back, all as text. */
export interface SentRequest {
  readonly requestText: string
  readonly record: RequestRecord
  readonly headText: string
  readonly bodyText: string
  /** As received, without chunk framing and still compressed. */
  readonly bodyBytes: number
  /** Null when a whole response came. */
  readonly errorCode: string | null
}

/**
 * Sends the request of one step a single time, outside of any run, so that its author sees what will be sent. A digest
 * challenge is answered, and the request that answers it is the one that is shown.
 *
 * @throws RangeError when the plan has no such request step
 * @throws Error that says why the request cannot be made: a variable without a value, a broken URL, a bad header
 */
export function* sendOnce(
  plan: Plan,
  place: { readonly scenario: number; readonly step: number },
  context: {
    readonly client: HttpClient
    readonly env: Readonly<Record<string, string>>
    readonly files: PlanFiles
  }
): Coroutine<SentRequest> {
  const { client, env } = context
  const { flow } = plan.scenarios[place.scenario] ?? { flow: [] }
  const step = flow[place.step]
  if (step?.kind !== 'request') throw new RangeError('the plan has no such request step')
  const scope = compileScope(plan, flow, { env })
  const values = new IterationValues(scope.variables, 1)
  values.beginIteration()
  // No file is kept in memory, so that the text of the request names files in place of their bytes.
  const files = new BodyFiles(context.files, { mostKeptBytes: 0 })
  const digests = new UserDigests()
  const exchange = new Exchange()
  exchange.settings = { ...exchangeTimeouts(step), captureHead: true, captureBody: true, keptHeads: 0 }
  const session = client.openSession()
  try {
    const request = compileRequest(step, plan, { scope, origins: client, files }).make(values)
    let sent = request
    do {
      sent = digests.addTo(request)
      exchange.request = sent
      yield* session.perform(exchange)
    } while (digests.takeChallenge(request, exchange.record.status, exchange.response))
    const reader = new ResponseReader()
    reader.begin(exchange.record, exchange.response)
    const decodingError = reader.decode()
    return {
      requestText: maskCredentials(sent.bytes.toString('utf8')) + shownUpload(sent.upload),
      record: exchange.record,
      headText: reader.headText,
      bodyText: reader.text,
      bodyBytes: exchange.response?.body().byteLength ?? 0,
      errorCode: exchange.record.error === 0 ? decodingError : requestErrorCode(exchange.record.error)
    }
  } finally {
    session.close()
    files.close()
  }
}

function shownUpload(upload: StreamedBody | null): string {
  const pieces = upload?.pieces ?? []
  return pieces
    .map((piece) =>
      piece instanceof Uint8Array
        ? Buffer.from(piece).toString('utf8')
        : `[${piece.byteLength} bytes of ${piece.path}]`
    )
    .join('')
}
