import { parentPort, workerData, type MessagePort } from 'node:worker_threads'
import { MetronomeBoard } from './metronome-board.ts'
import type { MetronomeCommand, MetronomeThreadData } from './metronome-protocol.ts'
import { Metronome } from './metronome.ts'
import { RunClock } from './run-clock.ts'

/** Entry of the metronome's thread. From the command to go on it hears nothing any more and has to be terminated. */
function main({ laneCount, board }: MetronomeThreadData, controller: MessagePort): void {
  controller.once('message', ({ startNs }: MetronomeCommand) => {
    const clock = new RunClock()
    clock.startAt(startNs)
    new Metronome(new MetronomeBoard(laneCount, board), clock).run()
  })
  controller.postMessage({ kind: 'ready' })
}

if (parentPort !== null) main(workerData as MetronomeThreadData, parentPort)
