import { svelte } from '@sveltejs/vite-plugin-svelte'
import { defineConfig } from 'vitest/config'

const node = { environment: 'node' as const, maxWorkers: 2 }

export default defineConfig({
  test: {
    projects: [
      { test: { ...node, name: 'unit', include: ['tests/{unit,fuzz}/**/*.test.ts'] } },
      {
        test: {
          ...node,
          name: 'integration',
          include: ['tests/integration/**/*.test.ts'],
          testTimeout: 30_000
        }
      },
      {
        // One at a time: they measure.
        test: {
          ...node,
          name: 'truth',
          include: ['tests/truth/**/*.test.ts'],
          maxWorkers: 1,
          fileParallelism: false
        }
      },
      { test: { ...node, name: 'conformance', include: ['tests/conformance/**/*.test.ts'] } },
      {
        plugins: [svelte()],
        resolve: { conditions: ['browser'] },
        test: { name: 'renderer', environment: 'jsdom', include: ['tests/renderer/**/*.test.ts'] }
      }
    ]
  }
})
