import { sql } from 'kysely'
import { instantNow, toInstant } from '../clock.ts'
import type { Core } from '../core.ts'
import { cancelInvoice } from '../invoices/invoice.ts'
import { storeMoves } from '../invoices/records.ts'
import type { InvoiceRow } from '../store/schema.ts'
import type { Tx } from '../store/store.ts'
import { type PackagedSubscription, storeMove, subscriptionsWithPackage } from './records.ts'
import { cancelSubscription, PAST_DUE_LASTS } from './subscription.ts'

/**
 * Ends a locked subscription now, and with it its invoices that nobody has begun to pay.
 * @throws Problem `conflict` when it is cancelled already.
 */
export async function cancelNow(core: Core, tx: Tx, subscription: PackagedSubscription): Promise<PackagedSubscription> {
  return cancelUnpaid(core, tx, await storeMove(core, tx, cancelSubscription(subscription, instantNow(core.clock))))
}

/** Until whoever has an invoice has let go of it. */
const LOOKED_AT_AGAIN_AFTER = 5_000

/**
 * Takes back the unpaid invoices of a locked subscription that is cancelled. What somebody else has a lock on may stay
 * unpaid after all, where that comes to nothing: the subscription's turn to be billed is then its turn to be looked at
 * again.
 */
export async function cancelUnpaid(
  core: Core,
  tx: Tx,
  subscription: PackagedSubscription,
): Promise<PackagedSubscription> {
  const unpaid = await lockUnpaid(tx, subscription.id)
  if (unpaid.length > 0) {
    await storeMoves(
      core,
      tx,
      unpaid.map((invoice) => [cancelInvoice(invoice)]),
    )
  }
  const isAnyLeft = (await unpaidOf(tx, subscription.id).limit(1).execute()).length > 0
  const bill_at = isAnyLeft ? toInstant(core.clock.now() + LOOKED_AT_AGAIN_AFTER) : null
  if (bill_at === subscription.bill_at) return subscription
  return storeMove(core, tx, { subscription: { ...subscription, bill_at }, event: null })
}

/**
 * An invoice that is locked is being paid, or it expires: it is not waited for, because whoever has its lock waits for
 * the subscription's.
 */
const lockUnpaid = (tx: Tx, subscriptionId: string): Promise<InvoiceRow[]> =>
  unpaidOf(tx, subscriptionId).orderBy('period_start').forUpdate().skipLocked().execute()

const unpaidOf = (tx: Tx, subscriptionId: string) =>
  tx.selectFrom('invoices').selectAll().where('subscription_id', '=', subscriptionId).where('status', '=', 'unpaid')

const CANCELLED_AT_ONCE = 50

/**
 * Cancels subscriptions whose renewal was not paid for too long.
 * @returns whether there may be more of them.
 */
export async function cancelOverdue(core: Core): Promise<boolean> {
  const before = toInstant(core.clock.now() - PAST_DUE_LASTS)
  return core.store.transaction(async (tx) => {
    const overdue = await subscriptionsWithPackage(tx)
      // Written out: only so the index of what is past due serves.
      .where('subscription.status', '=', sql.lit('past_due'))
      .where('subscription.past_due_since', '<=', before)
      .orderBy('subscription.past_due_since')
      .limit(CANCELLED_AT_ONCE)
      .forUpdate('subscription')
      .skipLocked()
      .execute()
    for (const subscription of overdue) await cancelNow(core, tx, subscription)
    return overdue.length === CANCELLED_AT_ONCE
  })
}
