// The layer rules of ARCHITECTURE.md. tests/unit/house/layer-rules.test.ts shows that a forbidden import fails.
const main = '^src/main/'
const engineNode = '^(node:)?(net|tls|dns|http2|zlib|crypto|perf_hooks|worker_threads|dns/promises)$'
const bodyFile = `${main}engine/http/body-file\\.ts$`

/** A rule that forbids modules under `from` to import anything that matches `to`. */
const forbid = (name, comment, from, to) => ({ name, comment, severity: 'error', from, to })

module.exports = {
  forbidden: [
    forbid('no-circular', 'an import cycle hides who depends on whom', {}, { circular: true }),
    forbid(
      'no-unresolved',
      'every import resolves',
      {},
      { couldNotResolve: true, pathNot: '\\?(nodeWorker|url)$' }
    ),
    forbid(
      'shared-is-pure',
      'shared imports nothing outside itself but zod',
      { path: '^src/shared/' },
      { pathNot: '^src/shared/|node_modules/zod/' }
    ),
    forbid(
      'engine-is-alone',
      'the engine imports shared and itself only',
      { path: `${main}engine/`, pathNot: bodyFile },
      { pathNot: `${main}engine/|^src/shared/|node_modules/|${engineNode}` }
    ),
    forbid(
      'body-file-reads-files',
      'the one place of the engine that reads files, which are sent as bodies',
      { path: bodyFile },
      { pathNot: '^(node:)?fs$' }
    ),
    forbid(
      'engine-has-no-heavy-dependency',
      'the engine knows neither Electron nor SQLite',
      { path: `${main}engine/` },
      { path: 'node_modules/(electron|better-sqlite3)/|^electron$' }
    ),
    forbid(
      'scheduler-is-alone',
      'the scheduler imports nothing but itself',
      { path: `${main}engine/scheduler/` },
      { pathNot: `${main}engine/scheduler/|${engineNode}` }
    ),
    forbid(
      'metrics-below-http-load-scenario',
      'metrics are imported by http, load and scenario, never the other way round',
      { path: `${main}engine/metrics/` },
      { path: `${main}engine/(http|load|scenario)/` }
    ),
    forbid(
      'load-knows-no-http',
      'load knows HTTP only through the interface that it declares',
      { path: `${main}engine/load/` },
      { path: `${main}engine/(http|scenario)/` }
    ),
    forbid(
      'http-below-scenario',
      'http knows nothing of load models and plans',
      { path: `${main}engine/http/` },
      { path: `${main}engine/(load|scenario)/|^src/shared/plan/` }
    ),
    forbid(
      'store-alone-has-sqlite',
      'better-sqlite3 is imported in store alone',
      { path: '^src/', pathNot: `${main}store/` },
      { path: 'node_modules/(@types/)?better-sqlite3/' }
    ),
    forbid(
      'app-and-ipc-alone-have-electron',
      'electron is imported in app, ipc, the desktop entry and the preload alone',
      { path: '^src/', pathNot: `${main}(app|ipc)/|${main}index\\.ts$|^src/preload/` },
      { path: '^electron$|node_modules/electron/' }
    ),
    forbid(
      'renderer-is-isolated',
      'the renderer imports shared and itself only',
      { path: '^src/renderer/' },
      { path: '^src/(main|preload)/|^electron$|^node:' }
    ),
    forbid(
      'charts-alone-have-chartjs',
      'chart.js is imported in renderer/src/charts alone',
      { path: '^src/', pathNot: '^src/renderer/src/charts/' },
      { path: 'node_modules/chart(js|\\.js)' }
    ),
    forbid(
      'features-are-strangers',
      'features do not import each other; views compose them',
      { path: '^src/renderer/src/features/([^/]+)/' },
      { path: '^src/renderer/src/(features|views)/', pathNot: '^src/renderer/src/features/$1/' }
    ),
    forbid(
      'engine-folders-have-a-door',
      'siblings enter an engine folder through its index.ts',
      { path: `${main}engine/([^/]+)/` },
      { path: `${main}engine/[^/]+/`, pathNot: `${main}engine/$1/|/index\\.ts$` }
    ),
    forbid(
      'main-folders-have-a-door',
      'siblings enter a folder of main through its index.ts',
      { path: `${main}([^/]+)/`, pathNot: `${main}cli/index\\.ts$` },
      {
        path: `${main}(store|report|target|run|ipc|app|plan|capacity|calibration|preflight)/`,
        pathNot: `${main}$1/|/index\\.ts$`
      }
    )
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.base.json' },
    enhancedResolveOptions: {
      extensions: ['.ts', '.svelte', '.js'],
      exportsFields: ['exports'],
      conditionNames: ['import', 'node', 'svelte', 'default']
    }
  }
}
