import { type Due, duePeriods } from '../billing/calendar.ts'
import { issueInvoices } from '../billing/issuing.ts'
import { type Billable, billDue } from '../billing/turns.ts'
import { type Instant, instantNow } from '../clock.ts'
import type { Core } from '../core.ts'
import { requestPayment } from '../notifications/invoice-mails.ts'
import type { InvoiceRow } from '../store/schema.ts'
import type { Tx } from '../store/store.ts'
import { transition } from '../transitions.ts'
import { cancelNow, cancelUnpaid } from './cancelling.ts'
import { type PackagedSubscription, storeBilled, subscriptionsWithPackage } from './records.ts'
import { isOverdue, SUBSCRIPTION_TRANSITIONS } from './subscription.ts'

/** Of one subscription in one transaction; the rest of a long downtime follows in the next ones. */
const PERIODS_AT_ONCE = 12

/**
 * Bills subscriptions whose next period has begun, and ends those that were to be cancelled then.
 * @returns whether there may be more of them.
 */
export const billDueSubscriptions = (core: Core): Promise<boolean> => billDue(core, subscriptions)

const subscriptions: Billable<PackagedSubscription> = {
  name: 'subscription',
  take: (tx, now, limit) => dueNow(tx, now).orderBy('subscription.bill_at').limit(limit).execute(),
  takeOne: async (tx, now, id) => (await dueNow(tx, now).where('subscription.id', '=', id).executeTakeFirst()) ?? null,
  async bill(core, tx, taken) {
    const now = instantNow(core.clock)
    // What is to be cancelled anyway is not billed first, whichever job comes to it after a downtime.
    const isOver = (one: PackagedSubscription) => one.cancel_at_period_end === 1 || isOverdue(one, now)
    const [cancelled, running] = [taken.filter(isCancelled), taken.filter((one) => !isCancelled(one))]
    for (const one of cancelled) await cancelUnpaid(core, tx, one)
    for (const over of running.filter(isOver)) await cancelNow(core, tx, over)
    const billed = running.filter((one) => !isOver(one))
    if (billed.length > 0) await billPeriods(core, tx, billed)
  },
  async postpone(tx, id, until) {
    await tx
      .updateTable('subscriptions')
      .set({ bill_at: until })
      .where('id', '=', id)
      .where('bill_at', '<', until)
      .execute()
  },
}

const isCancelled = ({ status }: PackagedSubscription): boolean => status === 'cancelled'

const dueNow = (tx: Tx, now: Instant) =>
  subscriptionsWithPackage(tx).where('subscription.bill_at', '<=', now).forUpdate('subscription').skipLocked()

export interface Billed {
  subscription: PackagedSubscription
  /** Of the newest period; null when none has begun. */
  invoice: InvoiceRow | null
}

/**
 * An invoice for each period of locked subscriptions that has begun and is not billed. A customer is written to once,
 * with the newest, when all are billed.
 * @param write false where the customer is sent to the pay page at once.
 * @returns what became of each, in the given order.
 */
export async function billPeriods(
  core: Core,
  tx: Tx,
  subscriptions: readonly PackagedSubscription[],
  write = true,
): Promise<Billed[]> {
  const now = instantNow(core.clock)
  const dues = subscriptions.map(({ anchor, billing_interval, next_period }) =>
    duePeriods(anchor ?? now, billing_interval, next_period, now, PERIODS_AT_ONCE),
  )
  const bills = subscriptions.map((one, n) => ({ terms: termsOf(one), periods: dues[n]!.periods }))
  const invoices = await issueInvoices(core, tx, bills)
  const moved = subscriptions.map((one, n) => movedOn(one, dues[n]!, now))
  await storeBilled(tx, moved)
  const billed = moved.map((subscription, n) => ({ subscription, invoice: invoices[n]!.at(-1) ?? null }))
  for (const [n, { invoice }] of billed.entries()) {
    if (invoice && write && dues[n]!.nextStart > now) await requestPayment(core, tx, invoice)
  }
  return billed
}

function movedOn(subscription: PackagedSubscription, due: Due, now: Instant): PackagedSubscription {
  const current = due.periods.at(-1)
  return {
    ...subscription,
    // The trial is over, and the first payment is still to come.
    status:
      current && subscription.status === 'trialing'
        ? transition('Subscription', SUBSCRIPTION_TRANSITIONS, subscription.status, 'incomplete')
        : subscription.status,
    next_period: due.next,
    bill_at: due.nextStart,
    ...(current && { current_period_start: current.start, current_period_end: current.end }),
    updated_at: now,
  }
}

const termsOf = (subscription: PackagedSubscription) => ({
  merchantId: subscription.merchant_id,
  mode: subscription.mode,
  keyId: subscription.key_id,
  title: subscription.package_name,
  asset: subscription.asset,
  amount: subscription.amount,
  scale: subscription.scale,
  invoiceExpiresIn: subscription.invoice_expires_in,
  reminderPreset: subscription.reminder_preset,
  clientEmail: subscription.customer_email,
  clientName: subscription.customer_name,
  subscriptionId: subscription.id,
  recurringPlanId: null,
})
