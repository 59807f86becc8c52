import type { AttemptStatus } from '../store/schema.ts'
import { type TransitionTable, transition } from '../transitions.ts'

/**
 * One try to be paid, at one provider.
 *
 * `creating`: the provider is asked for something to pay · `ready`: the payer's form is shown, nothing can be charged
 * yet · `processing`, `requires_action`: the browser may confirm, money may move · `capturing`: the payer approved, and
 * we are taking the money · `closing`: it is being made sure that no money moves any more · `declined`, `voided`: made
 * sure · `failed`: the provider was not reached or refused, so there is nothing there · `abandoned`: whatever there may
 * be, nobody was shown what it takes to pay it; it is closed in its own time · `succeeded`: captured · `stray`: captured when the payment had no use for it; it is being
 * returned · `returned`: all of it is back, unless its payer's bank sends it back.
 */
export const ATTEMPT_TRANSITIONS: TransitionTable<AttemptStatus> = {
  creating: ['ready', 'failed', 'abandoned', 'closing'],
  ready: ['processing', 'closing', 'abandoned', 'stray'],
  processing: ['requires_action', 'capturing', 'succeeded', 'closing', 'voided', 'stray'],
  requires_action: ['processing', 'capturing', 'succeeded', 'closing', 'voided', 'stray'],
  capturing: ['succeeded', 'closing', 'voided', 'stray'],
  closing: ['declined', 'voided', 'succeeded', 'stray'],
  succeeded: [],
  declined: ['succeeded', 'stray'],
  voided: ['succeeded', 'stray'],
  failed: [],
  abandoned: ['voided', 'stray'],
  stray: ['returned'],
  returned: ['stray'],
}

export const moveAttempt = (from: AttemptStatus, to: AttemptStatus) =>
  transition('Attempt', ATTEMPT_TRANSITIONS, from, to)

/** While an attempt is one of these no other may begin: the store's unique index says the same. */
export const OPEN_STATUSES = ['creating', 'ready', 'processing', 'requires_action', 'capturing', 'closing'] as const

/** Money may be moving: it is read again until it is decided. */
export const isUnderWay = (status: AttemptStatus): boolean =>
  status === 'processing' || status === 'requires_action' || status === 'capturing'
