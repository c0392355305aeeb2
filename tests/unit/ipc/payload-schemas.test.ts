import { describe, expect, it } from 'vitest'
import { payloadSchemas } from '../../../src/main/ipc/payload-schemas.ts'
import { newRunId } from '../../../src/main/store/index.ts'
import type { InvokeChannel, InvokeRequest } from '../../../src/shared/ipc-contract.ts'

const runId = newRunId(1_764_000_000_000)
const otherId = newRunId(1_764_000_000_010)
const document = { version: 1, scenarios: {} }
const query = { search: '', status: null, limit: 50, cursor: null } as const
const LONG = 'x'.repeat(20_000)

interface Cases<C extends InvokeChannel> {
  readonly right: readonly InvokeRequest<C>[]
  readonly wrong: readonly unknown[]
}

const CASES: { readonly [C in InvokeChannel]: Cases<C> } = {
  'app.info': { right: [null], wrong: [{}, '', 0] },
  'app.settings.read': { right: [null], wrong: [{ theme: 'dark' }] },
  'app.settings.write': {
    right: [{}, { theme: 'dark' }, { draftDocument: document }, { draftDocument: null }],
    wrong: [null, { theme: 'blue' }, { theme: undefined }, { colour: 'red' }]
  },
  'plan.validate': {
    right: [{ document }, { document: null }, { document: 'text' }],
    wrong: [null, {}, document, { document, more: 1 }]
  },
  'plan.read': {
    right: [
      { text: '', places: [] },
      { text: 'target: x', places: ['target', 'scenarios.a'] }
    ],
    wrong: [{ text: '' }, { text: 5, places: [] }, { text: '', places: [1] }, { text: '', places: null }]
  },
  'plan.sendOnce': {
    right: [{ document, scenario: 'browse', step: 0 }],
    wrong: [
      { document, scenario: 'browse' },
      { document, scenario: 1, step: 0 },
      { document, scenario: 'browse', step: -1 },
      { document, scenario: 'browse', step: 0.5 },
      { document, scenario: LONG, step: 0 },
      { scenario: 'browse', step: 0 }
    ]
  },
  'plan.open': { right: [null], wrong: [{}, { path: '/etc/passwd' }] },
  'plan.save': {
    right: [
      { document: { version: 1 }, suggestedPath: '' },
      { document: null, suggestedPath: '/home/ada/plan.yaml' }
    ],
    wrong: [
      { document: {} },
      { document: {}, suggestedPath: 5 },
      { document: {}, suggestedPath: 'x'.repeat(4097) }
    ]
  },
  'run.start': { right: [{ document }], wrong: [null, {}, { document, lanes: 4 }] },
  'run.stop': {
    right: [
      { runId, immediately: true },
      { runId, immediately: false }
    ],
    wrong: [{ runId }, { runId, immediately: 'yes' }, { runId: '', immediately: true }, { immediately: true }]
  },
  'run.dial': {
    right: [
      { runId, scenario: 'browse', value: 12.5 },
      { runId, scenario: 'browse', value: -1 }
    ],
    wrong: [
      { runId, scenario: 'browse' },
      { runId, scenario: 'browse', value: '5' },
      { runId, scenario: 'browse', value: NaN },
      { runId, scenario: 7, value: 5 },
      { runId: '', scenario: 'browse', value: 5 }
    ]
  },
  'run.pause': { right: [{ runId }], wrong: [null, {}, { runId, immediately: true }] },
  'run.resume': { right: [{ runId }], wrong: [null, {}, { runId: 5 }] },
  'run.current': { right: [null], wrong: [{}, runId] },
  'hosts.allow': {
    right: [{ host: 'shop.example' }],
    wrong: [null, 'shop.example', { host: '' }, { host: 7 }, { host: LONG }, { host: 'a', always: true }]
  },
  'hosts.forget': { right: [null], wrong: [{}, { host: 'a' }] },
  'history.list': {
    right: [query, { ...query, status: 'crashed', cursor: 'abc' }],
    wrong: [
      null,
      { ...query, limit: 0 },
      { ...query, limit: 501 },
      { ...query, limit: 1.5 },
      { ...query, status: 'gone' },
      { ...query, search: LONG },
      { ...query, cursor: 7 },
      { ...query, order: 'name' },
      { search: '', status: null, limit: 1 }
    ]
  },
  'history.detail': {
    right: [{ runId }],
    wrong: [null, runId, { runId: '../../etc' }, { runId: "' OR 1=1" }]
  },
  'history.series': {
    right: [
      { runId, slot: -1 },
      { runId, slot: 499 }
    ],
    wrong: [{ runId }, { runId, slot: -2 }, { runId, slot: 'all' }, { runId, slot: Number.NaN }]
  },
  'history.annotate': {
    right: [{ runId }, { runId, note: 'slow', tags: { release: '1.2' }, baseline: true }],
    wrong: [
      { note: 'whose?' },
      { runId, note: LONG },
      { runId, note: null },
      { runId, tags: { '': 'x' } },
      { runId, tags: { release: 1 } },
      { runId, baseline: 1 },
      { runId, status: 'finished' }
    ]
  },
  'history.delete': {
    right: [{ runIds: [] }, { runIds: [runId, otherId] }],
    wrong: [{ runIds: runId }, { runIds: [1] }, { runIds: [null] }, { runIds: Array(10_001).fill(runId) }]
  },
  'history.restore': { right: [{ runIds: [runId] }], wrong: [{}, { runIds: ['not an id'] }] },
  'compare.runs': {
    right: [{ baseId: runId, otherId }],
    wrong: [{ baseId: runId }, { baseId: runId, otherId: '' }, { baseId: runId, otherId, third: runId }]
  },
  'compare.shift': {
    right: [
      { baseId: runId, otherId, requestName: null },
      { baseId: runId, otherId, requestName: 'list' }
    ],
    wrong: [
      { baseId: runId, otherId },
      { baseId: runId, otherId, requestName: LONG }
    ]
  },
  'export.save': {
    right: [
      { runId, format: 'json' },
      { runId, format: 'csv-series' },
      { runId, format: 'csv-summary' }
    ],
    wrong: [{ runId }, { runId, format: 'exe' }, { runId, format: 'json', path: 'anywhere' }]
  },
  'capacity.start': {
    right: [
      { document, objectives: [], choices: {} },
      { document, objectives: ['http_req_failed: rate<0.01'], choices: { startRate: 0.5, precision: 0.05 } },
      { document, objectives: [], choices: { maxRate: 1e6, stepMs: 1000 } }
    ],
    wrong: [
      { document, choices: {} },
      { document, objectives: [LONG], choices: {} },
      { document, objectives: [], choices: { startRate: 0 } },
      { document, objectives: [], choices: { precision: 2 } },
      { document, objectives: [], choices: { stepMs: 10 } },
      { document, objectives: [], choices: { lanes: 4 } }
    ]
  },
  'capacity.stop': { right: [{ searchId: runId, immediately: true }], wrong: [{ searchId: runId }] },
  'capacity.current': { right: [null], wrong: [{}] },
  'capacity.list': { right: [{ limit: 50 }], wrong: [{}, { limit: 0 }, { limit: 1e6 }] },
  'capacity.detail': { right: [{ searchId: runId }], wrong: [{ searchId: '../x' }, {}] },
  'capacity.delete': { right: [{ searchId: runId }], wrong: [{ searchIds: [runId] }] },
  'capacity.restore': { right: [{ searchId: runId }], wrong: [null] },
  'machine.preflight': { right: [{ document }], wrong: [null, {}] },
  'machine.calibration': { right: [null], wrong: [{}] },
  'machine.calibrate': { right: [null], wrong: [{ lanes: 4 }] },
  'target.start': { right: [null], wrong: [{ port: 80 }] },
  'target.stop': { right: [null], wrong: [{}] },
  'target.status': { right: [null], wrong: [[]] }
}

const channels = Object.keys(CASES) as InvokeChannel[]

describe('what the main process accepts from a page', () => {
  it.each(channels)('%s takes its own payloads as they are', (channel) => {
    for (const payload of CASES[channel].right) {
      expect(payloadSchemas[channel].safeParse(payload)).toEqual({ success: true, data: payload })
    }
  })

  it.each(channels.flatMap((channel) => CASES[channel].wrong.map((payload) => [channel, payload] as const)))(
    '%s refuses %j',
    (channel, payload) => {
      expect(payloadSchemas[channel].safeParse(payload).success).toBe(false)
    }
  )

  it.each(channels)('%s refuses a payload that is missing', (channel) => {
    expect(payloadSchemas[channel].safeParse(undefined).success).toBe(false)
  })

  it('has a schema for every channel of the contract', () => {
    expect(Object.keys(payloadSchemas).sort()).toEqual([...channels].sort())
  })
})
