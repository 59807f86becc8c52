import { describe, expect, it } from 'vitest'
import { toInstant, toMillis } from '../clock.ts'
import { healthAfter, nextStep, type Outcome, readRetryAfter } from './delivery.ts'

const now = Date.parse('2026-04-15T10:35:00.000Z')
const DAY = 24 * 60 * 60_000

const answered = (statusCode: number | null, retryAfter: number | null = null): Outcome => ({
  statusCode,
  error: statusCode === 200 ? null : 'no',
  retryAfter,
  durationMs: 5,
})

const waitAfter = (attempt: number, outcome: Outcome, random: number) =>
  toMillis(nextStep(attempt, outcome, now, () => random).dueAt) - now

describe('what follows an attempt', () => {
  it.each([200, 201, 204, 299])('%i is a success', (status) => {
    expect(nextStep(1, answered(status), now).state).toBe('succeeded')
  })

  it.each([null, 301, 302, 307, 400, 404, 500, 503])('%s is not: it is tried again', (status) => {
    expect(nextStep(1, answered(status), now).state).toBe('due')
  })

  it.each([
    [1, 5],
    [2, 5 * 60],
    [3, 30 * 60],
    [4, 2 * 3600],
    [5, 5 * 3600],
    [6, 10 * 3600],
    [7, 14 * 3600],
    [8, 20 * 3600],
    [9, 24 * 3600],
  ])('failed attempt %i is followed by another within %i s, not all at the same moment', (attempt, seconds) => {
    expect(waitAfter(attempt, answered(500), 0)).toBe(seconds * 1000)
    expect(waitAfter(attempt, answered(500), 0.999_999)).toBeGreaterThanOrEqual(seconds * 900)
    expect(waitAfter(attempt, answered(500), 0.5)).toBeLessThan(seconds * 1000)
  })

  it('the tenth failure is the last', () => {
    expect(nextStep(10, answered(500), now).state).toBe('failed')
  })

  it('waits as long as the endpoint asked, a day at most, and never less than the schedule', () => {
    expect(waitAfter(1, answered(503, 120_000), 0)).toBe(120_000)
    expect(waitAfter(1, answered(503, 30 * DAY), 0)).toBe(DAY)
    expect(waitAfter(2, answered(503, 1_000), 0)).toBe(5 * 60_000)
  })
})

describe('Retry-After', () => {
  it.each([
    ['120', 120_000],
    [' 0 ', 0],
    ['Wed, 15 Apr 2026 10:37:00 GMT', 120_000],
    ['Wed, 15 Apr 2026 10:00:00 GMT', 0],
    ['soon', null],
    ['', null],
    [undefined, null],
  ])('%s', (header, wait) => {
    expect(readRetryAfter(header, now)).toBe(wait)
  })
})

describe('the health of an endpoint', () => {
  const first = (...outcomes: Outcome[]) => outcomes.map((outcome) => ({ attempt: 1, outcome }))
  const retry = (outcome: Outcome) => [{ attempt: 2, outcome }]

  it('begins to fail with the first failure', () => {
    const health = healthAfter(null, first(answered(500)), now)
    expect(health).toEqual({ enabled: 1, failing_since: toInstant(now), disabled_reason: null })
  })

  it('is forgiven by any success among the failures', () => {
    const health = healthAfter(toInstant(now - DAY), first(answered(500), answered(200)), now)
    expect(health).toMatchObject({ enabled: 1, failing_since: null })
    expect(healthAfter(null, first(answered(200)), now)).toBeNull()
  })

  it('ends after five days of failures, not before', () => {
    expect(healthAfter(toInstant(now - 5 * DAY + 1), retry(answered(500)), now)).toBeNull()
    const health = healthAfter(toInstant(now - 5 * DAY), retry(answered(null)), now)
    expect(health).toMatchObject({ enabled: 0, disabled_reason: expect.stringContaining('5 days') })
  })

  it('does not end with one failure after quiet days', () => {
    expect(healthAfter(toInstant(now - 9 * DAY), first(answered(500)), now)).toBeNull()
  })

  it('ends with 410 at once', () => {
    const health = healthAfter(null, first(answered(200), answered(410)), now)
    expect(health).toMatchObject({ enabled: 0, disabled_reason: 'It answered 410 Gone.' })
  })
})
