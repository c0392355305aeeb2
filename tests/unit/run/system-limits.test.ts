import { closeSync, openSync } from 'node:fs'
import { expect, it } from 'vitest'
import {
  descriptorLimit,
  ephemeralPorts,
  openDescriptors,
  timeWaitPorts
} from '../../../src/main/run/system-limits.ts'

const onLinux = it.runIf(process.platform === 'linux')

onLinux('counts the descriptors that the process has open', () => {
  const before = openDescriptors()!
  const opened = Array.from({ length: 20 }, () => openSync('/dev/null', 'r'))
  const during = openDescriptors()!
  for (const descriptor of opened) closeSync(descriptor)
  // Other threads of the process open and close some as well.
  expect(during - before).toBeGreaterThanOrEqual(15)
  expect(descriptorLimit()).toBeGreaterThan(during)
})

onLinux('knows the local ports that there are and those that wait for their end', () => {
  expect(ephemeralPorts()).toBeGreaterThan(0)
  expect(timeWaitPorts()).toBeGreaterThanOrEqual(0)
})
