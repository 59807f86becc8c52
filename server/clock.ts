/** Where the product reads the time. A parameter everywhere, so that tests and the sandbox can move it. */
export interface Clock {
  /** Milliseconds since the Unix epoch. */
  now(): number
}

export const systemClock: Clock = { now: () => Date.now() }

/**
 * An instant as the store and both APIs write it: ISO 8601, UTC, milliseconds (`2026-04-15T10:35:00.000Z`).
 * All have the same length, so text order is time order, in SQL as well.
 */
export type Instant = string

export function toInstant(ms: number): Instant {
  // Many things happen in one millisecond, and writing it out takes longer than most of them.
  if (ms !== lastMs) {
    lastInstant = new Date(ms).toISOString()
    lastMs = ms
  }
  return lastInstant
}

let lastMs = Number.NaN
let lastInstant: Instant = ''

export const instantNow = (clock: Clock): Instant => toInstant(clock.now())

export const toMillis = (instant: Instant): number => Date.parse(instant)
