import { expect, test } from 'vitest'
import { loadDriver } from '../../../src/main/store/driver.ts'

test.each([
  ['9', 'Node-API 9'],
  [undefined, 'Node-API none']
])('a runtime of Node-API %s is told what to do before the driver is loaded', (napi, named) => {
  expect(() => loadDriver({ napi, node: 'v20.11.0' })).toThrow(
    expect.objectContaining({
      name: 'StoreError',
      code: 'RUNTIME_TOO_OLD',
      message: expect.stringMatching(
        new RegExp(`Node.js 22.14 or newer.*v20.11.0 \\(${named}\\).*Install a newer`)
      )
    })
  )
})

test('a runtime of today gets the driver', () => {
  expect(loadDriver()).toBeTypeOf('function')
})
