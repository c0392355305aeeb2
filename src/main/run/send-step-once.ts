import { REQUEST_ERRORS } from '../../shared/error-codes.ts'
import type { SendOnceResult } from '../../shared/ipc-contract.ts'
import type { Plan } from '../../shared/plan/plan.ts'
import { mayLoad } from '../engine/address-policy.ts'
import { clientOptions, type PlanInputs } from '../engine/client-options.ts'
import { HttpClient } from '../engine/http/index.ts'
import { sendOnce, type SentRequest } from '../engine/scenario/index.ts'
import { EventLoop } from '../engine/scheduler/index.ts'

const SHOWN_BODY_CHARACTERS = 256 * 1024

/**
 * Sends the request of one step a single time and describes request, response and phases for a person to read.
 *
 * @throws Error that says why the request cannot be made; what goes wrong on the way is part of the result
 */
export async function sendStepOnce(
  plan: Plan,
  place: { readonly scenario: number; readonly step: number },
  inputs: PlanInputs,
  allowedHosts: readonly string[]
): Promise<SendOnceResult> {
  const loop = new EventLoop()
  const client = new HttpClient({
    loop,
    allowAddress: (address, host) => mayLoad(address, host, allowedHosts),
    ...clientOptions(plan, inputs)
  })
  try {
    return describe(await loop.run(sendOnce(plan, place, { client, ...inputs })))
  } finally {
    client.close()
  }
}

function describe(sent: SentRequest): SendOnceResult {
  const { requestText, record, headText, bodyText, bodyBytes, errorCode } = sent
  const { dispatchMs, readyMs, sentMs, firstByteMs, endMs, dnsMs, connectMs, tlsMs } = record
  return {
    requestText,
    status: record.status,
    headText,
    bodyText: bodyText.slice(0, SHOWN_BODY_CHARACTERS),
    bodyBytes,
    errorCode,
    errorText: REQUEST_ERRORS.find(([code]) => code === errorCode)?.[1] ?? null,
    phases: {
      ...{ dnsMs, connectMs, tlsMs },
      sendingMs: sentMs - readyMs,
      waitingMs: firstByteMs - sentMs,
      receivingMs: endMs - firstByteMs,
      totalMs: endMs - dispatchMs
    }
  }
}
