import { describe, expect, it } from 'vitest'
import { formatInstant, formatTimeLeft } from './dates.ts'

describe('an instant', () => {
  it('names its time zone', () => {
    expect(formatInstant('2026-05-04T14:31:00.000Z', 'en', 'UTC')).toMatch(/^May 4, 2026, 2:31\sPM UTC$/)
  })
})

describe('the time left', () => {
  const seconds = (count: number) => formatTimeLeft(count * 1000, 'en')

  it('is told in the two units that matter', () => {
    expect(seconds(3 * 86_400 + 4 * 3600 + 59)).toBe('3d 4h')
    expect(seconds(2 * 3600 + 5 * 60 + 59)).toBe('2h 5m')
    expect(seconds(14 * 60 + 9)).toBe('14m 09s')
  })

  it('is rounded up, so that zero means over', () => {
    expect(formatTimeLeft(1, 'en')).toBe('0m 01s')
    expect(formatTimeLeft(59_001, 'en')).toBe('1m 00s')
    expect(formatTimeLeft(0, 'en')).toBe('0m 00s')
    expect(formatTimeLeft(-5_000, 'en')).toBe('0m 00s')
  })
})
