import { firstFrom, startOf } from '../billing/calendar.ts'
import { type Instant, toInstant, toMillis } from '../clock.ts'
import { conflict } from '../problem.ts'
import type { BillingInterval, SubscriptionRow, SubscriptionStatus } from '../store/schema.ts'
import { type TransitionTable, transition } from '../transitions.ts'

/**
 * What can become of a subscription. Pure: each rule takes one and gives it as it is after that, with what its merchant
 * is told.
 */

export const SUBSCRIPTION_TRANSITIONS: TransitionTable<SubscriptionStatus> = {
  incomplete: ['active', 'paused', 'cancelled'],
  trialing: ['incomplete', 'paused', 'cancelled'],
  active: ['past_due', 'paused', 'cancelled'],
  past_due: ['active', 'paused', 'cancelled'],
  paused: ['incomplete', 'trialing', 'active', 'past_due', 'cancelled'],
  cancelled: [],
}

export type SubscriptionEvent =
  | 'subscription.created'
  | 'subscription.activated'
  | 'subscription.renewed'
  | 'subscription.past_due'
  | 'subscription.paused'
  | 'subscription.resumed'
  | 'subscription.cancelled'

/** The part of a subscription that the rules read and change. */
export type SubscriptionCore = Pick<
  SubscriptionRow,
  | 'status'
  | 'anchor'
  | 'next_period'
  | 'bill_at'
  | 'current_period_start'
  | 'current_period_end'
  | 'trial_ends_at'
  | 'past_due_since'
  | 'paused_at'
  | 'cancel_at_period_end'
  | 'cancelled_at'
>

/** With the calendar of its package. */
export type Scheduled = SubscriptionCore & { billing_interval: BillingInterval }

export interface Move<T extends SubscriptionCore> {
  subscription: T
  event: SubscriptionEvent | null
}

/** How long a subscription waits for its renewal to be paid after all. */
export const PAST_DUE_LASTS = 30 * 24 * 60 * 60_000

/**
 * How a subscription begins. At once: period 0 is due now and no trial runs. Else the trial runs, and period 0 begins
 * when it ends. Without a trial the present period, which is number 0, is free.
 */
export function beginSubscription(
  { billing_interval, trial_days }: { billing_interval: BillingInterval; trial_days: number },
  now: Instant,
  startImmediately: boolean,
): SubscriptionCore {
  const blank = {
    status: 'incomplete' as const,
    anchor: now,
    next_period: 0,
    bill_at: now,
    current_period_start: now,
    trial_ends_at: null,
    past_due_since: null,
    paused_at: null,
    cancel_at_period_end: 0 as const,
    cancelled_at: null,
  }
  const next = startOf(now, billing_interval, 1)
  if (startImmediately) return { ...blank, current_period_end: next }
  if (trial_days === 0) return { ...blank, next_period: 1, bill_at: next, current_period_end: next }
  const end = startOf(now, 'DAILY', trial_days)
  return { ...blank, status: 'trialing', anchor: end, bill_at: end, current_period_end: end, trial_ends_at: end }
}

/** An invoice of it is paid, in time or late. */
export function invoicePaid<T extends Scheduled>(subscription: T, now: Instant): Move<T> {
  switch (subscription.status) {
    case 'incomplete': {
      // Billing stopped when the first invoice expired; it goes on with the period that begins next.
      const billing = subscription.bill_at === null ? nextBilling(subscription, now) : {}
      return move(subscription, 'active', 'subscription.activated', billing)
    }
    case 'active':
      return { subscription, event: 'subscription.renewed' }
    case 'past_due':
      return move(subscription, 'active', 'subscription.renewed', { past_due_since: null })
    case 'paused':
      return { subscription: { ...subscription, past_due_since: null }, event: null }
    case 'trialing':
    case 'cancelled':
      return { subscription, event: null }
  }
}

/**
 * An invoice of it expired unpaid. Whoever never paid is billed no further; whoever did has a while to pay after all.
 * @param wasPaid whether any of its invoices ever was.
 */
export function invoiceExpired<T extends Scheduled>(subscription: T, now: Instant, wasPaid: boolean): Move<T> {
  switch (subscription.status) {
    case 'incomplete':
      // With a cancellation to come, the time is that of the cancellation.
      if (subscription.cancel_at_period_end) return { subscription, event: null }
      return { subscription: { ...subscription, bill_at: null }, event: null }
    case 'active':
      return move(subscription, 'past_due', 'subscription.past_due', { past_due_since: now })
    case 'paused': {
      const past_due_since = wasPaid ? (subscription.past_due_since ?? now) : null
      return { subscription: { ...subscription, past_due_since }, event: null }
    }
    case 'trialing':
    case 'past_due':
    case 'cancelled':
      return { subscription, event: null }
  }
}

/** Nothing is billed until it is resumed. @throws Problem `conflict` when it is paused or cancelled. */
export function pauseSubscription<T extends Scheduled>(subscription: T, now: Instant): Move<T> {
  requireRunning(subscription)
  if (subscription.status === 'paused') throw conflict('subscription_paused', 'This subscription is paused already.')
  // A cancellation to come still comes.
  const bill_at = subscription.cancel_at_period_end ? subscription.bill_at : null
  return move(subscription, 'paused', 'subscription.paused', { paused_at: now, bill_at })
}

/**
 * Goes on where it would be by the calendar: periods that began while it was paused are not billed. A cancellation that
 * was to come is taken back.
 * @param wasPaid whether any of its invoices ever was.
 * @throws Problem `conflict` when it is cancelled, and when it is neither paused nor about to be cancelled.
 */
export function resumeSubscription<T extends Scheduled>(subscription: T, now: Instant, wasPaid: boolean): Move<T> {
  requireRunning(subscription)
  const { status, cancel_at_period_end, paused_at, past_due_since } = subscription
  if (status !== 'paused') {
    if (cancel_at_period_end)
      return { subscription: { ...subscription, cancel_at_period_end: 0 }, event: 'subscription.resumed' }
    throw conflict('subscription_not_paused', `This subscription is ${status}: only one that is paused can be resumed.`)
  }
  const change: Partial<SubscriptionCore> = {
    paused_at: null,
    cancel_at_period_end: 0,
    past_due_since: past_due_since && withoutPause(past_due_since, paused_at ?? now, now),
    ...nextBilling(subscription, now),
  }
  return move(subscription, statusBehindPause(subscription, now, wasPaid), 'subscription.resumed', change)
}

/** Time that it was paused does not count, and none of it lies before a renewal that expired meanwhile. */
function withoutPause(pastDueSince: Instant, pausedAt: Instant, now: Instant): Instant {
  if (pastDueSince >= pausedAt) return now
  return toInstant(toMillis(now) - (toMillis(pausedAt) - toMillis(pastDueSince)))
}

function statusBehindPause(
  { trial_ends_at, past_due_since }: SubscriptionCore,
  now: Instant,
  wasPaid: boolean,
): SubscriptionStatus {
  if (wasPaid) return past_due_since === null ? 'active' : 'past_due'
  return trial_ends_at !== null && trial_ends_at > now ? 'trialing' : 'incomplete'
}

/** Whether its renewal was waited for long enough. */
export const isOverdue = ({ status, past_due_since }: SubscriptionCore, now: Instant): boolean =>
  status === 'past_due' && past_due_since !== null && toMillis(now) - toMillis(past_due_since) >= PAST_DUE_LASTS

/** @throws Problem `conflict` when it is cancelled already. */
export function cancelSubscription<T extends SubscriptionCore>(subscription: T, now: Instant): Move<T> {
  requireRunning(subscription)
  const change = { cancelled_at: now, bill_at: null, past_due_since: null }
  return move(subscription, 'cancelled', 'subscription.cancelled', change)
}

/**
 * Cancels it where the next period would begin; at once where no other is to be billed anyway.
 * @throws Problem `conflict` when it is cancelled already.
 */
export function cancelLater<T extends Scheduled>(subscription: T, now: Instant): Move<T> {
  requireRunning(subscription)
  if (subscription.bill_at === null && subscription.status !== 'paused') return cancelSubscription(subscription, now)
  const bill_at = subscription.bill_at ?? nextBilling(subscription, now).bill_at
  return { subscription: { ...subscription, cancel_at_period_end: 1, bill_at }, event: null }
}

/** The first period that is not billed yet and begins now or later. */
function nextBilling(
  { anchor, next_period, billing_interval }: Scheduled,
  now: Instant,
): Pick<SubscriptionCore, 'next_period' | 'bill_at'> {
  const from = anchor ?? now
  const next = Math.max(next_period, firstFrom(from, billing_interval, now))
  return { next_period: next, bill_at: startOf(from, billing_interval, next) }
}

function requireRunning({ status }: SubscriptionCore): void {
  if (status === 'cancelled')
    throw conflict('subscription_cancelled', 'This subscription is cancelled: make a new one.')
}

function move<T extends SubscriptionCore>(
  subscription: T,
  to: SubscriptionStatus,
  event: SubscriptionEvent,
  change: Partial<SubscriptionCore>,
): Move<T> {
  const status = transition('Subscription', SUBSCRIPTION_TRANSITIONS, subscription.status, to)
  return { subscription: { ...subscription, ...change, status }, event }
}
