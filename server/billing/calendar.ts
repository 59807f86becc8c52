import { type Instant, toInstant, toMillis } from '../clock.ts'
import type { BillingInterval } from '../store/schema.ts'

/** What is billed at once: from `start` on, up to `end` and without it. */
export interface Period {
  start: Instant
  end: Instant
}

interface Step {
  unit: 'days' | 'months'
  count: number
  /** Milliseconds that no period of this kind is longer than. */
  longest: number
}

const DAY = 24 * 60 * 60_000

const STEPS: Record<BillingInterval, Step> = {
  DAILY: { unit: 'days', count: 1, longest: DAY },
  WEEKLY: { unit: 'days', count: 7, longest: 7 * DAY },
  MONTHLY: { unit: 'months', count: 1, longest: 31 * DAY },
  QUARTERLY: { unit: 'months', count: 3, longest: 92 * DAY },
  YEARLY: { unit: 'months', count: 12, longest: 366 * DAY },
}

/**
 * When period `n` begins, in UTC. Each is counted from the anchor and never from the one before, which keeps the
 * anchor's day of month: Jan 31, Feb 28, Mar 31. A month without that day has its last day instead.
 */
export function startOf(anchor: Instant, interval: BillingInterval, n: number): Instant {
  const { unit, count } = STEPS[interval]
  const from = Temporal.Instant.from(anchor).toZonedDateTimeISO('UTC')
  return toInstant(from.add({ [unit]: n * count }).epochMilliseconds)
}

/** Period `n`, counted from 0: it ends where the next one begins. */
export const periodOf = (anchor: Instant, interval: BillingInterval, n: number): Period => ({
  start: startOf(anchor, interval, n),
  end: startOf(anchor, interval, n + 1),
})

/** The number of the first period that begins at `instant` or after it; 0 for what lies before the anchor. */
export function firstFrom(anchor: Instant, interval: BillingInterval, instant: Instant): number {
  const passed = toMillis(instant) - toMillis(anchor)
  if (passed <= 0) return 0
  let n = Math.floor(passed / STEPS[interval].longest)
  while (startOf(anchor, interval, n) < instant) n += 1
  return n
}

export interface Due {
  /** Those that begin by now, the oldest first. */
  periods: Period[]
  /** The number of the period that is to be billed after them, and when it begins. */
  next: number
  nextStart: Instant
}

/**
 * The periods from number `from` on that have begun by `now` and are to be billed.
 * @param most no more of them than this; `nextStart` then lies in the past.
 */
export function duePeriods(anchor: Instant, interval: BillingInterval, from: number, now: Instant, most: number): Due {
  const periods: Period[] = []
  let next = from
  let nextStart = startOf(anchor, interval, next)
  while (nextStart <= now && periods.length < most) {
    const end = startOf(anchor, interval, next + 1)
    periods.push({ start: nextStart, end })
    next += 1
    nextStart = end
  }
  return { periods, next, nextStart }
}
