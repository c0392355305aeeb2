export { Calibration, CalibrationStopped } from './calibrate.ts'
