import Database from 'better-sqlite3'
import { expect, it } from 'vitest'
import { openStore } from '../../../src/main/store/index.ts'
import { calibration } from '../../support/calibration-sample.ts'
import { temporaryDatabase } from './temporary-folder.ts'

it('keeps calibrations by machine and gives the newest that can be read', () => {
  const file = temporaryDatabase()
  const { calibrations, close } = openStore(file)
  const newer = calibration({ measuredAt: '2026-12-01T10:00:00.000Z' })
  const { environment } = calibration()
  calibrations.save(newer)
  calibrations.save(calibration())
  calibrations.save(calibration({ environment: { ...environment, host: 'other' }, durationMs: 1 }))
  expect(calibrations.newest('here')).toEqual(newer)
  expect(calibrations.newest('other')?.durationMs).toBe(1)
  expect(calibrations.newest('nowhere')).toBeNull()
  const db = new Database(file)
  db.exec(`UPDATE calibrations SET result = '{}' WHERE host = 'other'`)
  db.close()
  expect(calibrations.newest('other')).toBeNull()
  close()
})
