import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { periodOf } from '../billing/calendar.ts'
import { type Instant, toInstant, toMillis } from '../clock.ts'
import { Problem } from '../problem.ts'
import type { SubscriptionStatus } from '../store/schema.ts'
import { IllegalTransition, transition } from '../transitions.ts'
import {
  beginSubscription,
  cancelLater,
  cancelSubscription,
  invoiceExpired,
  invoicePaid,
  type Move,
  pauseSubscription,
  resumeSubscription,
  type Scheduled,
  SUBSCRIPTION_TRANSITIONS,
} from './subscription.ts'

const NOW = '2026-01-31T09:00:00.000Z'
const LATER = '2026-03-10T00:00:00.000Z'
const MONTHLY = { billing_interval: 'MONTHLY' as const, trial_days: 0 }

const begun = (trial_days = 0, startImmediately = false): Scheduled => ({
  ...beginSubscription({ ...MONTHLY, trial_days }, NOW, startImmediately),
  billing_interval: 'MONTHLY',
})

const inState = (status: SubscriptionStatus, change: Partial<Scheduled> = {}): Scheduled => ({
  ...begun(),
  status,
  ...(status === 'paused' && { paused_at: NOW, bill_at: null }),
  ...(status === 'past_due' && { past_due_since: NOW }),
  ...(status === 'cancelled' && { cancelled_at: NOW, bill_at: null }),
  ...change,
})

const STATES = Object.keys(SUBSCRIPTION_TRANSITIONS) as SubscriptionStatus[]
const PAIRS = STATES.flatMap((from) => STATES.map((to) => [from, to] as const))

const ALLOWED = new Set([
  'incomplete active',
  'incomplete paused',
  'incomplete cancelled',
  'trialing incomplete',
  'trialing paused',
  'trialing cancelled',
  'active past_due',
  'active paused',
  'active cancelled',
  'past_due active',
  'past_due paused',
  'past_due cancelled',
  'paused incomplete',
  'paused trialing',
  'paused active',
  'paused past_due',
  'paused cancelled',
])

describe('the states of a subscription', () => {
  it.each(PAIRS)('%s to %s', (from, to) => {
    const move = () => transition('Subscription', SUBSCRIPTION_TRANSITIONS, from, to)
    if (ALLOWED.has(`${from} ${to}`)) expect(move()).toBe(to)
    else expect(move).toThrow(IllegalTransition)
  })

  /** What each rule makes of each state; "conflict" where it refuses. */
  const outcome = (rule: (subscription: Scheduled) => Move<Scheduled>, from: SubscriptionStatus): string => {
    try {
      const { subscription, event } = rule(inState(from))
      return [subscription.status, ...(event ? [event.replace('subscription.', '')] : [])].join(' ')
    } catch (error) {
      if (error instanceof Problem) return error.kind
      throw error
    }
  }
  const outcomes = (rule: (subscription: Scheduled) => Move<Scheduled>) =>
    Object.fromEntries(STATES.map((from) => [from, outcome(rule, from)]))

  it('when an invoice is paid', () => {
    expect(outcomes((one) => invoicePaid(one, LATER))).toEqual({
      incomplete: 'active activated',
      trialing: 'trialing',
      active: 'active renewed',
      past_due: 'active renewed',
      paused: 'paused',
      cancelled: 'cancelled',
    })
  })

  it('when an invoice expires unpaid', () => {
    expect(outcomes((one) => invoiceExpired(one, LATER, true))).toEqual({
      incomplete: 'incomplete',
      trialing: 'trialing',
      active: 'past_due past_due',
      past_due: 'past_due',
      paused: 'paused',
      cancelled: 'cancelled',
    })
  })

  it('when the merchant pauses, resumes and cancels', () => {
    const paused = 'paused paused'
    expect(outcomes((one) => pauseSubscription(one, LATER))).toEqual({
      incomplete: paused,
      trialing: paused,
      active: paused,
      past_due: paused,
      paused: 'conflict',
      cancelled: 'conflict',
    })
    expect(outcomes((one) => resumeSubscription(one, LATER, true))).toEqual({
      incomplete: 'conflict',
      trialing: 'conflict',
      active: 'conflict',
      past_due: 'conflict',
      paused: 'active resumed',
      cancelled: 'conflict',
    })
    const cancelled = 'cancelled cancelled'
    expect(outcomes((one) => cancelSubscription(one, LATER))).toEqual({
      incomplete: cancelled,
      trialing: cancelled,
      active: cancelled,
      past_due: cancelled,
      paused: cancelled,
      cancelled: 'conflict',
    })
  })
})

describe('a subscription', () => {
  it('begins with a period that is due, with a trial, or with a period that is free', () => {
    expect(begun(14, true)).toMatchObject({ status: 'incomplete', next_period: 0, bill_at: NOW, trial_ends_at: null })
    const trialEnd = '2026-02-14T09:00:00.000Z'
    expect(begun(14)).toMatchObject({ status: 'trialing', anchor: trialEnd, next_period: 0, bill_at: trialEnd })
    expect(begun()).toMatchObject({
      status: 'incomplete',
      anchor: NOW,
      next_period: 1,
      bill_at: '2026-02-28T09:00:00.000Z',
    })
  })

  it('goes back to what it was when it is resumed', () => {
    const resumed = (change: Partial<Scheduled>, wasPaid: boolean, now: Instant = LATER) =>
      resumeSubscription(inState('paused', change), now, wasPaid).subscription
    expect(resumed({}, true).status).toBe('active')
    expect(resumed({}, false).status).toBe('incomplete')
    expect(resumed({ trial_ends_at: '2026-03-11T00:00:00.000Z' }, false).status).toBe('trialing')
    expect(resumed({ trial_ends_at: LATER }, false).status).toBe('incomplete')
    // The time that it was paused does not bring the end of its patience nearer.
    const late = resumed({ paused_at: '2026-03-05T00:00:00.000Z', past_due_since: '2026-03-01T00:00:00.000Z' }, true)
    expect(late).toMatchObject({ status: 'past_due', past_due_since: '2026-03-06T00:00:00.000Z' })
    // Nor does it take the end further away, where the renewal expired only while it was paused.
    const meanwhile = resumed(
      { paused_at: '2026-03-01T00:00:00.000Z', past_due_since: '2026-03-07T00:00:00.000Z' },
      true,
    )
    expect(meanwhile).toMatchObject({ status: 'past_due', past_due_since: LATER })
  })

  it('keeps its anchor over a pause, and skips what began meanwhile', () => {
    const { subscription } = pauseSubscription(inState('active'), '2026-02-10T00:00:00.000Z')
    expect(subscription.bill_at).toBeNull()
    const resumed = resumeSubscription(subscription, LATER, true).subscription
    expect(resumed).toMatchObject({ anchor: NOW, next_period: 2, bill_at: '2026-03-31T09:00:00.000Z' })
  })

  it('is not billed twice for a period by being paused and resumed within it', () => {
    const billed = inState('active', { next_period: 2, bill_at: '2026-03-31T09:00:00.000Z' })
    const { subscription } = pauseSubscription(billed, '2026-03-01T00:00:00.000Z')
    expect(resumeSubscription(subscription, LATER, true).subscription).toMatchObject({
      next_period: 2,
      bill_at: '2026-03-31T09:00:00.000Z',
    })
  })

  it('is cancelled later where a period is to come, paused or not, and now where none is', () => {
    expect(cancelLater(inState('active'), NOW)).toMatchObject({
      subscription: { status: 'active', cancel_at_period_end: 1, bill_at: '2026-02-28T09:00:00.000Z' },
      event: null,
    })
    expect(cancelLater(inState('paused'), LATER).subscription).toMatchObject({
      status: 'paused',
      bill_at: '2026-03-31T09:00:00.000Z',
    })
    expect(cancelLater(inState('incomplete', { bill_at: null }), LATER).subscription.status).toBe('cancelled')
  })

  it('takes a cancellation back when it is resumed before', () => {
    const leaving = cancelLater(inState('active'), NOW).subscription
    expect(resumeSubscription(leaving, NOW, true)).toEqual({
      subscription: { ...leaving, cancel_at_period_end: 0 },
      event: 'subscription.resumed',
    })
    // A pause does not put the end off.
    expect(pauseSubscription(leaving, NOW).subscription.bill_at).toBe(leaving.bill_at)
  })

  it('is billed no further when nobody ever paid, and from the next period on once somebody does', () => {
    const lapsed = invoiceExpired(begun(0, true), NOW, false).subscription
    expect(lapsed).toMatchObject({ status: 'incomplete', bill_at: null })
    expect(invoicePaid(lapsed, LATER).subscription).toMatchObject({
      status: 'active',
      next_period: 2,
      bill_at: '2026-03-31T09:00:00.000Z',
    })
  })

  it('is never billed for a period that began while it was paused, nor twice for any', () => {
    const hours = fc.integer({ min: 1, max: 90 * 24 })
    const pauses = fc.array(fc.tuple(hours, hours), { minLength: 1, maxLength: 12 })
    fc.assert(
      fc.property(pauses, (waits) => {
        let now: Instant = NOW
        let one = begun(0, true)
        const billed: Instant[] = []
        const gaps: [Instant, Instant][] = []
        const bill = () => {
          while (one.bill_at !== null && one.bill_at <= now) {
            const { start, end } = periodOf(one.anchor!, 'MONTHLY', one.next_period)
            billed.push(start)
            one = { ...one, next_period: one.next_period + 1, bill_at: end }
          }
        }
        for (const [running, paused] of waits) {
          now = toInstant(toMillis(now) + running * 3_600_000)
          bill()
          one = pauseSubscription(one, now).subscription
          const from = now
          now = toInstant(toMillis(now) + paused * 3_600_000)
          bill()
          one = resumeSubscription(one, now, true).subscription
          gaps.push([from, now])
        }
        bill()
        expect(new Set(billed).size).toBe(billed.length)
        const unpaused = Array.from({ length: 600 }, (_, n) => periodOf(NOW, 'MONTHLY', n).start)
          .filter((start) => start <= now)
          .filter((start) => !gaps.some(([from, until]) => start > from && start < until))
        expect(billed).toEqual(unpaused)
      }),
    )
  })
})
