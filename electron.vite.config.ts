import { resolve } from 'node:path'
import { defineConfig } from 'electron-vite'
import { svelte } from '@sveltejs/vite-plugin-svelte'

// Build targets are pinned to the oldest runtime we support (Electron 42: Node 24.15, Chrome 148);
// otherwise electron-vite derives them from the version of the installed `electron` package.
export default defineConfig({
  main: {
    build: {
      target: 'node24.15',
      externalizeDeps: true,
      rolldownOptions: {
        input: { index: resolve('src/main/index.ts'), cli: resolve('src/main/cli/index.ts') },
        // Each thread keeps the source of its modules in memory. Names stay, for stack traces and task names.
        output: { minify: { compress: true, mangle: false, codegen: { removeWhitespace: true } } }
      }
    }
  },
  preload: {
    build: {
      // A sandboxed preload cannot be an ES module, and the package is "type": "module".
      rolldownOptions: {
        input: { index: resolve('src/preload/index.ts') },
        output: { format: 'cjs', entryFileNames: '[name].cjs' }
      }
    }
  },
  renderer: {
    plugins: [svelte()],
    build: { target: 'chrome148' }
  }
})
