import type { ApiClient } from '../api/index.ts'
import type { AppSettings } from '../../../shared/ipc-contract.ts'

export type ThemeChoice = AppSettings['theme']

const CHOICES: readonly ThemeChoice[] = ['system', 'light', 'dark']

/** Light, dark or the system's choice. `version` moves whenever the effective colours may have changed. */
export class Theme {
  #choice = $state<ThemeChoice>('system')
  #version = $state(0)
  readonly #api: ApiClient

  constructor(api: ApiClient) {
    this.#api = api
    matchMedia('(prefers-color-scheme: dark)').addEventListener('change', () => this.#version++)
  }

  get choice(): ThemeChoice {
    return this.#choice
  }

  /** Read by what resolves colours itself, such as a canvas. */
  get version(): number {
    return this.#version
  }

  async load(): Promise<void> {
    const settings = await this.#api.call('app.settings.read', null)
    this.#apply(settings.theme)
  }

  async choose(choice: ThemeChoice): Promise<void> {
    this.#apply(choice)
    await this.#api.call('app.settings.write', { theme: choice })
  }

  /** system -> light -> dark -> system. */
  next(): ThemeChoice {
    return CHOICES[(CHOICES.indexOf(this.#choice) + 1) % CHOICES.length] ?? 'system'
  }

  #apply(choice: ThemeChoice): void {
    this.#choice = choice
    if (choice === 'system') delete document.documentElement.dataset['theme']
    else document.documentElement.dataset['theme'] = choice
    this.#version++
  }
}
