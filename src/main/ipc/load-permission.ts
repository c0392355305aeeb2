import type { Plan } from '../../shared/plan/plan.ts'
import { hostsOfEnvironment, refusedHost } from '../run/index.ts'
import type { HandlersOf } from './handler-table.ts'
import { IpcError } from './ipc-error.ts'

/** Where the app remembers the public hosts that its user has allowed. */
export interface HostMemory {
  readonly read: () => readonly string[]
  readonly write: (hosts: readonly string[]) => void
}

/** A load tester must not be a weapon by accident: a public host gets load once its name was typed. */
export class LoadPermission {
  readonly #memory: HostMemory
  readonly #env: () => Readonly<Record<string, string>>

  constructor(memory: HostMemory, env: () => Readonly<Record<string, string>>) {
    this.#memory = memory
    this.#env = env
  }

  /** Names, and patterns of the environment. */
  get hosts(): string[] {
    return [...this.#memory.read(), ...hostsOfEnvironment(this.#env())]
  }

  /**
   * @param env values of the plan's `${env.NAME}`
   * @throws IpcError `host_not_allowed` with the name to be typed as its detail, or `host_refused`
   */
  async require(plan: Plan, env: Readonly<Record<string, string>>): Promise<void> {
    const refused = await refusedHost(plan, this.hosts, env)
    if (refused === null) return
    const { host, reason, text } = refused
    if (reason === 'cloud-credentials') throw new IpcError('host_refused', `${text} and never gets load.`)
    throw new IpcError('host_not_allowed', `${text}, which gets load only when you allow it.`, [host])
  }

  handlers(): HandlersOf<'hosts.allow' | 'hosts.forget'> {
    return {
      'hosts.allow': ({ host }) => {
        // A name alone: a pattern would allow what nobody typed.
        if (host.includes('*'))
          throw new IpcError('invalid_host', `Found ${host}, expected the name of one host.`)
        this.#memory.write([...new Set([...this.#memory.read(), host])])
        return null
      },
      'hosts.forget': () => {
        const hosts = this.#memory.read()
        this.#memory.write([])
        return { hosts }
      }
    }
  }
}
