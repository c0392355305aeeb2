import { Worker } from 'node:worker_threads'
import { describe, expect, it, onTestFinished } from 'vitest'
import { RunThread, type ThreadFailure } from '../../../src/main/run/run-thread.ts'

interface Said {
  readonly kind: 'ready' | 'working' | 'ended'
}

/** A thread that runs this text of JavaScript, with `say(kind)` and `heard` (a promise of the first message). */
function threadOf(script: string): RunThread<Said, string> {
  const prelude = `
    const { parentPort } = require('node:worker_threads')
    const say = (kind) => parentPort.postMessage({ kind })
    const heard = new Promise((resolve) => parentPort.once('message', resolve))
  `
  const worker = new Worker(`${prelude};${script}`, { eval: true })
  onTestFinished(async () => void (await worker.terminate()))
  return new RunThread<Said, string>(worker, 'lane 7')
}

/** Everything that the thread says, to its end. */
function allOf(thread: RunThread<Said, string>): Promise<(Said | ThreadFailure)[]> {
  const events: (Said | ThreadFailure)[] = []
  return new Promise((resolve) => {
    thread.listen((event) => {
      events.push(event)
      if (thread.over) resolve(events)
    })
  })
}

const died = { kind: 'failed', message: 'lane 7 ended unexpectedly' }

describe('RunThread', () => {
  it('keeps what nobody has heard yet, in order', async () => {
    const thread = threadOf("say('ready'); heard.then(() => { say('working'); say('ended') })")
    await thread.expect('ready')
    thread.tell('go')
    await thread.expect('working')
    expect(await allOf(thread)).toEqual([{ kind: 'ended' }])
  })

  it('ends with a failure when the thread dies without a word, once', async () => {
    const thread = threadOf("say('ready'); say('working'); process.exit(0)")
    expect(await allOf(thread)).toEqual([{ kind: 'ready' }, { kind: 'working' }, died])
  })

  it('says what the thread died of', async () => {
    const thread = threadOf("throw new RangeError('too far')")
    await expect(thread.expect('ready')).rejects.toThrow('lane 7 failed: too far')
    expect(thread.over).toBe(true)
  })

  it('hears nothing after the end', async () => {
    const thread = threadOf("say('ended'); say('working')")
    expect(await allOf(thread)).toEqual([{ kind: 'ended' }])
    await thread.terminate()
    thread.tell('anybody there?')
    thread.listen((event) => expect.unreachable(`heard ${event.kind}`))
  })

  it('does not lose a death between two things that are waited for', async () => {
    const thread = threadOf("say('ready'); process.exit(1)")
    await thread.expect('ready')
    await expect(thread.expect('working')).rejects.toThrow(died.message)
  })

  it('refuses an event that is not the expected one', async () => {
    await expect(threadOf("say('working')").expect('ready')).rejects.toThrow('unexpected event working')
  })
})
