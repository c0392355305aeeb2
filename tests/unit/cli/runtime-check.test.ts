import { describe, expect, it } from 'vitest'
import { requireRuntime } from '../../../src/main/cli/runtime-check.ts'

describe('requireRuntime', () => {
  it('accepts the runtime of the tests', () => {
    expect(() => requireRuntime()).not.toThrow()
  })

  it('refuses an older Node.js by name and says what to do', () => {
    const node20 = { napi: '9', node: 'v20.20.2', hasThreadCpuUsage: false }
    expect(() => requireRuntime(node20)).toThrow(/this is Node\.js v20\.20\.2.*npm run -s loadgale/)
    expect(() => requireRuntime({ ...node20, napi: '10' })).toThrow(/needs Node\.js 24/)
    expect(() => requireRuntime({ ...node20, napi: undefined, hasThreadCpuUsage: true })).toThrow()
  })
})
