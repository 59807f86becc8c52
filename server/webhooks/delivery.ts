import { type Instant, toInstant, toMillis } from '../clock.ts'
import type { DeliveryState, WebhookEndpointRow } from '../store/schema.ts'
import { type TransitionTable, transition } from '../transitions.ts'

const SECOND = 1_000
const MINUTE = 60 * SECOND
const HOUR = 60 * MINUTE
const DAY = 24 * HOUR

/** How long after each failed attempt the next one follows. The attempt after the last is the last. */
const RETRY_AFTER = [
  5 * SECOND,
  5 * MINUTE,
  30 * MINUTE,
  2 * HOUR,
  5 * HOUR,
  10 * HOUR,
  14 * HOUR,
  20 * HOUR,
  24 * HOUR,
]
const LONGEST_WAIT = 24 * HOUR

/** A wait is shortened by up to this part, so that what failed together does not come back together. */
const JITTER = 0.1

/** An endpoint that failed for as long is switched off. */
const DEAD_AFTER = 5 * DAY

/** How one attempt ended. */
export interface Outcome {
  /** Null when no answer came. */
  statusCode: number | null
  /** For the endpoint's owner. Null when it was delivered. */
  error: string | null
  /** Milliseconds the endpoint asked to be left alone. */
  retryAfter: number | null
  durationMs: number
}

/** Taken is what the endpoint answered with 2xx, nothing else: no redirect, no "accepted" in a body. */
export const isDelivered = ({ statusCode }: Outcome): boolean =>
  statusCode !== null && statusCode >= 200 && statusCode < 300

/**
 * A delivery that was given up is no longer sent, unless its owner asks for it; but if an answer to an earlier attempt
 * comes late, it arrived. One that arrived is sent once more only when its owner asks.
 */
const MOVES: TransitionTable<DeliveryState> = {
  due: ['due', 'succeeded', 'failed'],
  failed: ['succeeded', 'due'],
  succeeded: ['due'],
}

/** What a delivery is that its owner wants once more. */
export const reopenDelivery = (state: DeliveryState): DeliveryState => transition('delivery', MOVES, state, 'due')

/** What becomes of a delivery that is due. */
export interface NextStep {
  state: DeliveryState
  dueAt: Instant
}

/** @param attempt counts from 1. */
export function nextStep(attempt: number, outcome: Outcome, now: number, random: () => number = Math.random): NextStep {
  const moveTo = (state: DeliveryState) => transition('delivery', MOVES, 'due', state)
  if (isDelivered(outcome)) return { state: moveTo('succeeded'), dueAt: toInstant(now) }
  const wait = RETRY_AFTER[attempt - 1]
  if (wait === undefined) return { state: moveTo('failed'), dueAt: toInstant(now) }
  const asked = Math.min(outcome.retryAfter ?? 0, LONGEST_WAIT)
  return { state: moveTo('due'), dueAt: toInstant(now + Math.max(wait * (1 - JITTER * random()), asked)) }
}

/**
 * @param header a `Retry-After`: seconds, or a date (RFC 9110, section 10.2.3).
 * @returns milliseconds from now, null when there is none to be read.
 */
export function readRetryAfter(header: string | undefined, now: number): number | null {
  if (header === undefined) return null
  const text = header.trim()
  const wait = /^\d+$/.test(text) ? Number(text) * SECOND : Date.parse(text) - now
  return Number.isFinite(wait) ? Math.max(0, wait) : null
}

export type Health = Pick<WebhookEndpointRow, 'enabled' | 'failing_since' | 'disabled_reason'>

/**
 * What attempts that ended together say about their endpoint.
 * @returns null when nothing changes.
 */
export function healthAfter(
  failingSince: Instant | null,
  attempts: { attempt: number; outcome: Outcome }[],
  now: number,
): Health | null {
  if (attempts.some(({ outcome }) => outcome.statusCode === 410)) {
    return { enabled: 0, failing_since: failingSince, disabled_reason: 'It answered 410 Gone.' }
  }
  if (attempts.some(({ outcome }) => isDelivered(outcome))) {
    return failingSince === null ? null : { enabled: 1, failing_since: null, disabled_reason: null }
  }
  if (failingSince === null) return { enabled: 1, failing_since: toInstant(now), disabled_reason: null }
  // A first attempt does not switch off: after days without an event it may have met no more than a short break.
  const retried = attempts.some(({ attempt }) => attempt > 1)
  if (!retried || now - toMillis(failingSince) < DEAD_AFTER) return null
  const reason = `It took no webhook since ${failingSince}, for more than ${DEAD_AFTER / DAY} days.`
  return { enabled: 0, failing_since: failingSince, disabled_reason: reason }
}
