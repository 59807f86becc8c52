import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { openClock } from './clock.ts'

let dataDir: string

beforeEach(() => {
  dataDir = mkdtempSync(join(tmpdir(), 'paylink-clock-'))
  vi.useFakeTimers({ toFake: ['Date'], now: Date.parse('2026-01-31T09:30:00Z') })
})

afterEach(() => {
  vi.useRealTimers()
  rmSync(dataDir, { recursive: true })
})

const iso = (ms: number) => new Date(ms).toISOString()

test('tells the computer’s time until it is moved', () => {
  expect(iso(openClock(dataDir).now())).toBe('2026-01-31T09:30:00.000Z')
})

test('moves by the calendar, from the time it is', () => {
  const clock = openClock(dataDir)
  expect(iso(clock.advance('P1M'))).toBe('2026-02-28T09:30:00.000Z')
  expect(iso(clock.advance('P1M'))).toBe('2026-03-28T09:30:00.000Z')
  expect(iso(clock.advance('P1Y2DT30M'))).toBe('2027-03-30T10:00:00.000Z')
})

test('goes on from where it was moved to', () => {
  const clock = openClock(dataDir)
  clock.advance('P1D')
  vi.setSystemTime(Date.now() + 60_000)
  expect(iso(clock.now())).toBe('2026-02-01T09:31:00.000Z')
})

test('is where it was when the sandbox starts again', () => {
  openClock(dataDir).advance('P7D')
  expect(iso(openClock(dataDir).now())).toBe('2026-02-07T09:30:00.000Z')
})

test.each(['-P1D', 'a week', '', 'P', 'P1000000Y'])('refuses "%s" and stays where it is', (duration) => {
  const clock = openClock(dataDir)
  expect(() => clock.advance(duration)).toThrow(RangeError)
  expect(iso(clock.now())).toBe('2026-01-31T09:30:00.000Z')
  expect(iso(openClock(dataDir).now())).toBe('2026-01-31T09:30:00.000Z')
})
