import { join } from 'node:path'
import { svelte } from '@sveltejs/vite-plugin-svelte'
import { defineConfig } from 'vitest/config'

// Inherited by the test processes, their children and their threads, which all take their modules from the sources.
process.env.NODE_COMPILE_CACHE ??= join(import.meta.dirname, 'node_modules/.cache/node-compile')

/** Of a test that hangs: none is a question of time, and the machine may be busy with something else. */
const hangs = { testTimeout: 30_000, hookTimeout: 60_000 }
const node = { ...hangs, environment: 'node' as const, maxWorkers: 2 }
/** Files share what they import: these change nothing that outlives them, and importing is most of their cost. */
const shared = { isolate: false }

export default defineConfig({
  test: {
    projects: [
      { test: { ...node, ...shared, name: 'unit', include: ['tests/{unit,fuzz}/**/*.test.ts'] } },
      {
        // More than there are cores: most of them wait, for a run to last or for a timeout.
        test: { ...node, name: 'integration', include: ['tests/integration/**/*.test.ts'], maxWorkers: 4 }
      },
      {
        // One at a time: they measure.
        test: {
          ...{ ...node, maxWorkers: 1, fileParallelism: false },
          ...{ name: 'truth', include: ['tests/truth/**/*.test.ts'] }
        }
      },
      { test: { ...node, ...shared, name: 'conformance', include: ['tests/conformance/**/*.test.ts'] } },
      {
        plugins: [svelte()],
        resolve: { conditions: ['browser'] },
        test: {
          ...{ ...hangs, ...shared, name: 'renderer' },
          ...{ environment: 'jsdom', include: ['tests/renderer/**/*.test.ts'] }
        }
      }
    ]
  }
})
