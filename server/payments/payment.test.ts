import { describe, expect, it } from 'vitest'
import type { PaymentStatus } from '../store/schema.ts'
import { IllegalTransition } from '../transitions.ts'
import { ATTEMPT_TRANSITIONS, moveAttempt } from './attempt.ts'
import { movePayment, PAYMENT_TRANSITIONS, refundedStatus } from './payment.ts'

/** Written out a second time, from the contract: the table must not change by accident. */
const ALLOWED: [PaymentStatus, PaymentStatus][] = [
  ['pending', 'processing'],
  ['pending', 'cancelled'],
  // When the charge is zero.
  ['pending', 'succeeded'],
  ['processing', 'requires_action'],
  ['processing', 'succeeded'],
  ['processing', 'failed'],
  ['processing', 'pending'],
  ['requires_action', 'processing'],
  ['requires_action', 'succeeded'],
  ['requires_action', 'failed'],
  ['requires_action', 'pending'],
  ['requires_action', 'cancelled'],
  ['failed', 'processing'],
  ['failed', 'succeeded'],
  ['failed', 'cancelled'],
  ['succeeded', 'partially_refunded'],
  ['succeeded', 'refunded'],
  ['partially_refunded', 'refunded'],
  ['partially_refunded', 'succeeded'],
  ['refunded', 'partially_refunded'],
  ['refunded', 'succeeded'],
]

const statuses = Object.keys(PAYMENT_TRANSITIONS) as PaymentStatus[]
const pairs = statuses.flatMap((from) => statuses.map((to) => [from, to] as const))

describe('a payment', () => {
  it.each(pairs)('from %s to %s: only if the contract lists it', (from, to) => {
    if (ALLOWED.some(([a, b]) => a === from && b === to)) expect(movePayment(from, to)).toBe(to)
    else expect(() => movePayment(from, to)).toThrow(IllegalTransition)
  })
})

describe('a paid payment', () => {
  it.each([
    [0n, 'succeeded'],
    [1n, 'partially_refunded'],
    [1999n, 'partially_refunded'],
    [2000n, 'refunded'],
  ] as const)('with %s of its 2000 given back is %s', (refunded, status) => {
    expect(refundedStatus({ amount: 2500n, discount_amount: 500n }, refunded)).toBe(status)
  })
})

describe('an attempt', () => {
  it('never moves on from where it ends', () => {
    expect(
      Object.entries(ATTEMPT_TRANSITIONS)
        .filter(([, next]) => next.length === 0)
        .map(([from]) => from),
    ).toEqual(['succeeded', 'failed'])
    expect(() => moveAttempt('succeeded', 'processing')).toThrow(IllegalTransition)
  })

  it('can be captured only where a browser may have confirmed', () => {
    const capturable = Object.entries(ATTEMPT_TRANSITIONS).filter(([, next]) => next.includes('succeeded'))
    expect(capturable.map(([from]) => from).sort()).toEqual([
      'capturing',
      'closing',
      'declined',
      'processing',
      'requires_action',
      'voided',
    ])
  })
})
