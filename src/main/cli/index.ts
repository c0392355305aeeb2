#!/usr/bin/env node
import createLane from '../engine/lane-thread?nodeWorker'
import createMetronome from '../engine/metronome-thread?nodeWorker'
import createRecorder from '../run/recorder-thread?nodeWorker'
import { startTargetProcess } from '../target/index.ts'
import targetModulePath from '../target/target-process?modulePath'
import { processIo } from './process-io.ts'
import { runCli } from './run-cli.ts'

/** Headless entry: the threads are known to a build alone; everything else is runCli's. */
process.exitCode = await runCli(process.argv.slice(2), processIo(), {
  threads: { lane: createLane, recorder: createRecorder, metronome: createMetronome },
  startTarget: () => startTargetProcess(targetModulePath)
})
