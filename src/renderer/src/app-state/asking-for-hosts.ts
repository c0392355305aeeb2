import { ApiError, type ApiClient } from '../api/index.ts'
import type { Confirmations } from './confirmations.svelte.ts'

/** What the main process answers where load would go to a public host that nobody has allowed; its name is the detail. */
const NOT_ALLOWED = 'host_not_allowed'

/**
 * A client that asks the user to type the name of each public host that load would go to, and calls again. Who does not
 * gets the refusal as an error.
 */
export function askingForHosts(api: ApiClient, confirmations: Pick<Confirmations, 'ask'>): ApiClient {
  return {
    async call(channel, request) {
      for (;;) {
        try {
          return await api.call(channel, request)
        } catch (error) {
          const host = hostToAllow(error)
          if (host === null || !(await mayLoad(host, confirmations))) throw error
          await api.call('hosts.allow', { host })
        }
      }
    },
    on: (channel, listener) => api.on(channel, listener)
  }
}

function hostToAllow(error: unknown): string | null {
  return error instanceof ApiError && error.code === NOT_ALLOWED ? (error.details[0] ?? null) : null
}

function mayLoad(host: string, confirmations: Pick<Confirmations, 'ask'>): Promise<boolean> {
  return confirmations.ask({
    title: 'Load a public host?',
    text: `${host} is not on this machine or a private network. Load it only if it is yours, or its owner agrees: a load test looks like an attack. You are asked once for each host.`,
    confirmLabel: 'Allow this host',
    tone: 'danger',
    toType: host
  })
}
