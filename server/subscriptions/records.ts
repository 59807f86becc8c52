import type { InvoiceOwner } from '../accounts/owner.ts'
import { preparedUpdates } from '../billing/moving-on.ts'
import { type Instant, instantNow } from '../clock.ts'
import type { Core } from '../core.ts'
import { prepared } from '../store/prepared.ts'
import type { SubscriptionPackageRow, SubscriptionRow } from '../store/schema.ts'
import type { Db, Tx } from '../store/store.ts'
import { tellMerchant } from './events.ts'
import type { Move } from './subscription.ts'

type PackageTerms = Pick<
  SubscriptionPackageRow,
  'asset' | 'amount' | 'scale' | 'billing_interval' | 'invoice_expires_in' | 'reminder_preset'
>

/** A subscription with what its package says now. */
export type PackagedSubscription = SubscriptionRow & PackageTerms & { package_name: string }

export const subscriptionsWithPackage = (db: Db) =>
  db
    .selectFrom('subscriptions as subscription')
    .innerJoin('subscription_packages as package', 'package.id', 'subscription.package_id')
    .selectAll('subscription')
    .select([
      'package.name as package_name',
      'package.asset',
      'package.amount',
      'package.scale',
      'package.billing_interval',
      'package.invoice_expires_in',
      'package.reminder_preset',
    ])

export const findSubscription = (db: Db, owner: InvoiceOwner, id: string): Promise<PackagedSubscription | undefined> =>
  ownSubscription(db, owner, id).executeTakeFirst()

/** With its lock: nothing else happens to it until the transaction ends. */
export const lockSubscription = (tx: Tx, owner: InvoiceOwner, id: string): Promise<PackagedSubscription | undefined> =>
  ownSubscription(tx, owner, id).forUpdate('subscription').executeTakeFirst()

const ownSubscription = (db: Db, { merchantId, mode }: InvoiceOwner, id: string) =>
  subscriptionsWithPackage(db)
    .where('subscription.id', '=', id)
    .where('subscription.merchant_id', '=', merchantId)
    .where('subscription.mode', '=', mode)

/** Keeps what became of a locked subscription, and tells its merchant. @returns the subscription as it now is. */
export async function storeMove(
  core: Core,
  tx: Tx,
  { subscription, event }: Move<PackagedSubscription>,
): Promise<PackagedSubscription> {
  const updated = { ...subscription, updated_at: instantNow(core.clock) }
  await updateRow(
    tx,
    updated.id,
    updated.status,
    updated.next_period,
    updated.bill_at,
    updated.current_period_start,
    updated.current_period_end,
    updated.past_due_since,
    updated.paused_at,
    updated.cancel_at_period_end,
    updated.cancelled_at,
    updated.updated_at,
  )
  if (event) await tellMerchant(core, tx, event, updated)
  return updated
}

const updateRow = prepared(
  (
    db,
    id: string,
    status: SubscriptionRow['status'],
    next_period: number,
    bill_at: Instant | null,
    current_period_start: Instant | null,
    current_period_end: Instant | null,
    past_due_since: Instant | null,
    paused_at: Instant | null,
    cancel_at_period_end: SubscriptionRow['cancel_at_period_end'],
    cancelled_at: Instant | null,
    updated_at: Instant,
  ) =>
    db
      .updateTable('subscriptions')
      .set({
        status,
        next_period,
        bill_at,
        current_period_start,
        current_period_end,
        past_due_since,
        paused_at,
        cancel_at_period_end,
        cancelled_at,
        updated_at,
      })
      .where('id', '=', id),
)

/** Keeps what billing changes of locked subscriptions, which is nothing that their merchants are told of. */
export const storeBilled = preparedUpdates('subscriptions', [
  'status',
  'next_period',
  'bill_at',
  'current_period_start',
  'current_period_end',
  'updated_at',
])

/** Whether any invoice of a subscription was ever paid, in time or late. */
export async function wasEverPaid(tx: Tx, subscriptionId: string): Promise<boolean> {
  const paid = await tx
    .selectFrom('invoices')
    .select('id')
    .where('subscription_id', '=', subscriptionId)
    .where('status', 'in', ['paid', 'overpaid'])
    .limit(1)
    .executeTakeFirst()
  return paid !== undefined
}
