import { type Instant, toInstant, toMillis } from '../clock.ts'
import type { MailRow } from '../store/schema.ts'
import { type TransitionTable, transition } from '../transitions.ts'

/**
 * - `due`: waits to be sent, or is being sent
 * - `sent`: the mail server took it
 * - `failed`: it was refused for good, or nobody knows whether it was taken
 * - `dropped`: what it would have said was no longer so
 */
export type MailState = MailRow['state']

/** A mail whose sender was taken for dead may have been sent all the same. */
const MOVES: TransitionTable<MailState> = {
  due: ['due', 'sent', 'failed', 'dropped'],
  failed: ['sent'],
  sent: [],
  dropped: [],
}

/** How one attempt to send a mail ended. */
export type Outcome =
  | { kind: 'accepted' }
  /** The server surely does not have it. `permanent`: it will never want it. */
  | { kind: 'refused'; permanent: boolean; error: string }
  /** The connection ended after the message was handed over and before the server said whether it took it. */
  | { kind: 'unknown'; error: string }

const MINUTE = 60_000
const HOUR = 60 * MINUTE

/** How long after each attempt the next one follows; the last holds from then on. */
const RETRY_AFTER = [MINUTE, 5 * MINUTE, 15 * MINUTE, HOUR, 2 * HOUR, 4 * HOUR]

/** Counted from when it was written: what could not be sent for as long is given up. */
const GIVEN_UP_AFTER = 24 * HOUR

export interface NextStep {
  state: MailState
  /** When it is tried again, if `due`. */
  dueAt: Instant
  error: string | null
}

/**
 * What becomes of a mail after an attempt. One whose outcome is unknown is not repeated: a payer who is told twice to
 * pay may pay twice.
 * @param attempt counts from 1.
 */
export function nextStep(createdAt: Instant, attempt: number, outcome: Outcome, now: number): NextStep {
  const moveTo = (state: MailState) => transition('mail', MOVES, 'due', state)
  const end = (state: MailState, error: string | null) => ({ state: moveTo(state), dueAt: toInstant(now), error })
  if (outcome.kind === 'accepted') return end('sent', null)
  if (outcome.kind === 'unknown') return end('failed', outcome.error)
  const next = now + RETRY_AFTER[Math.min(attempt, RETRY_AFTER.length) - 1]!
  if (outcome.permanent || next > toMillis(createdAt) + GIVEN_UP_AFTER) return end('failed', outcome.error)
  return { state: moveTo('due'), dueAt: toInstant(next), error: outcome.error }
}

/** From which states a mail may come into this one. */
export const statesBefore = (state: MailState): MailState[] =>
  (Object.keys(MOVES) as MailState[]).filter((from) => MOVES[from].includes(state))
