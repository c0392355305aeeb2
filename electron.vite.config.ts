import { resolve } from 'node:path'
import { defineConfig } from 'electron-vite'
import { svelte } from '@sveltejs/vite-plugin-svelte'

/** The development server puts styles into the page and speaks through a web socket; the built page does neither. */
const developmentPolicy = {
  name: 'development-policy',
  apply: 'serve' as const,
  transformIndexHtml: (html: string) =>
    html
      .replace("style-src 'self'", "style-src 'self' 'unsafe-inline'")
      .replace("connect-src 'self'", "connect-src 'self' ws:")
}

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
    plugins: [svelte(), developmentPolicy],
    build: { target: 'chrome148' }
  }
})
