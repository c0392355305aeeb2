import type { CliIo } from './cli-io.ts'

/** What to type in front of a command: in the repository, where no `loadgale` is on the path, npm's way to it. */
export function commandName({ env }: CliIo): string {
  const { npm_package_name: name, npm_lifecycle_event: script } = env
  return name === 'loadgale' && (script === 'start' || script === 'loadgale')
    ? 'npm run -s loadgale --'
    : 'loadgale'
}
