import { describe, expect, test } from 'vitest'
import { currentRunOwner, isOwnerAlive, startTicksOf } from '../../../src/main/store/run-owner.ts'
import type { ProcessProbe } from '../../../src/main/store/run-owner.ts'

const NOW = 1_000_000

function linux(ticks: Record<number, string>, boot = 'boot-a', pidNamespace = '4026531836'): ProcessProbe {
  return {
    self: { boot, pidNamespace },
    startTicks: (pid) => ticks[pid] ?? null,
    exists: (pid) => pid in ticks,
    nowMs: () => NOW
  }
}

function other(pids: number[]): ProcessProbe {
  return { self: null, startTicks: () => null, exists: (pid) => pids.includes(pid), nowMs: () => NOW }
}

const owner = (startToken: string, silentMs: number) => ({
  pid: 77,
  startToken,
  heartbeatAtMs: NOW - silentMs
})
const HOUR = 3_600_000

describe('the owner of a run on Linux', () => {
  const token = 'linux:boot-a:4026531836:500'

  test('is alive while its pid has the same start time, however long it is silent', () => {
    expect(isOwnerAlive(owner(token, HOUR), linux({ 77: '500' }))).toBe(true)
  })

  test('is dead when its pid is gone, at once', () => {
    expect(isOwnerAlive(owner(token, 0), linux({}))).toBe(false)
  })

  test('is dead when its pid belongs to a later process', () => {
    expect(isOwnerAlive(owner(token, 0), linux({ 77: '900' }))).toBe(false)
  })

  test.each([
    ['of another boot or machine', linux({ 77: '500' }, 'boot-b')],
    ['of another container', linux({ 77: '500' }, 'boot-a', '4026532999')]
  ])('%s is judged by its heartbeat', (_name, probe) => {
    expect(isOwnerAlive(owner(token, 5_000), probe)).toBe(true)
    expect(isOwnerAlive(owner(token, 31_000), probe)).toBe(false)
  })
})

describe('the owner of a run elsewhere', () => {
  test('is dead when its pid is gone, at once', () => {
    expect(isOwnerAlive(owner('process:a', 0), other([]))).toBe(false)
  })

  test('is dead when its pid is there but silent', () => {
    expect(isOwnerAlive(owner('process:a', 5_000), other([77]))).toBe(true)
    expect(isOwnerAlive(owner('process:a', 31_000), other([77]))).toBe(false)
  })
})

describe('this process', () => {
  test('is alive as its own owner, however long it is silent', () => {
    for (const probe of [linux({ [process.pid]: '42' }), other([process.pid])]) {
      expect(isOwnerAlive({ ...currentRunOwner(probe), heartbeatAtMs: 0 }, probe)).toBe(true)
    }
    expect(isOwnerAlive({ ...currentRunOwner(), heartbeatAtMs: 0 })).toBe(true)
  })

  test('is told by boot, pid namespace and start time on Linux', () => {
    const { pid, startToken } = currentRunOwner(linux({ [process.pid]: '42' }))
    expect(pid).toBe(process.pid)
    expect(startToken).toBe('linux:boot-a:4026531836:42')
  })
})

describe('/proc/PID/stat', () => {
  const fields = (state: string) =>
    `${state} ${Array.from({ length: 49 }, (_, index) => index + 4).join(' ')}`

  test('has the start time in field 22, whatever the command is called', () => {
    expect(startTicksOf(`77 (node) ${fields('S')}\n`)).toBe('22')
    expect(startTicksOf(`77 (a) b (c d) ${fields('R')}\n`)).toBe('22')
  })

  test('of a zombie means that the process is gone', () => {
    expect(startTicksOf(`77 (node) ${fields('Z')}`)).toBeNull()
  })
})
