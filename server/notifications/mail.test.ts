import { describe, expect, it } from 'vitest'
import { toMillis } from '../clock.ts'
import { nextStep, type Outcome } from './mail.ts'

const WRITTEN = '2026-01-15T12:00:00.000Z'
const MINUTE = 60_000
const HOUR = 60 * MINUTE
const refused: Outcome = { kind: 'refused', permanent: false, error: 'No connection.' }

describe('a mail', () => {
  const after = (outcome: Outcome, attempt = 1) => nextStep(WRITTEN, attempt, outcome, toMillis(WRITTEN))

  it('is done when it was taken', () => {
    expect(after({ kind: 'accepted' })).toEqual({ state: 'sent', dueAt: WRITTEN, error: null })
  })

  it('is not repeated when nobody knows whether it was taken, nor when it was refused for good', () => {
    expect(after({ kind: 'unknown', error: 'Cut off.' })).toMatchObject({ state: 'failed', error: 'Cut off.' })
    expect(after({ kind: 'refused', permanent: true, error: 'No such mailbox.' })).toMatchObject({ state: 'failed' })
  })

  it('is tried again, later each time, for a day', () => {
    const waits: number[] = []
    let now = toMillis(WRITTEN)
    for (let attempt = 1; ; attempt += 1) {
      const step = nextStep(WRITTEN, attempt, refused, now)
      if (step.state === 'failed') break
      expect(step).toMatchObject({ state: 'due', error: 'No connection.' })
      waits.push((toMillis(step.dueAt) - now) / MINUTE)
      now = toMillis(step.dueAt)
    }
    expect(waits).toEqual([1, 5, 15, 60, 120, 240, 240, 240, 240, 240])
    expect(now).toBeLessThanOrEqual(toMillis(WRITTEN) + 24 * HOUR)
  })
})
