import { instantNow } from '../clock.ts'
import type { Core } from '../core.ts'
import { isSettled } from '../invoices/invoice.ts'
import type { InvoiceRow, InvoiceStatus } from '../store/schema.ts'
import type { Tx } from '../store/store.ts'
import { lockSubscription, type PackagedSubscription, storeMove, wasEverPaid } from './records.ts'
import { invoiceExpired, invoicePaid, type Move } from './subscription.ts'

/**
 * Lets a subscription follow its invoice, which is locked. An invoice of no subscription changes nothing.
 * @param before its status before the steps that brought it to what it is now.
 */
export async function afterInvoiceMoved(core: Core, tx: Tx, before: InvoiceStatus, invoice: InvoiceRow): Promise<void> {
  if (invoice.subscription_id === null) return
  const became = outcomeOf(before, invoice.status)
  if (became === null) return
  const owner = { merchantId: invoice.merchant_id, mode: invoice.mode }
  const subscription = await lockSubscription(tx, owner, invoice.subscription_id)
  const moved = await moveOf(core, tx, subscription!, became)
  if (moved.subscription !== subscription || moved.event !== null) await storeMove(core, tx, moved)
}

/** An invoice that is locked, with its status before it moved. */
export interface Moved {
  before: InvoiceStatus
  invoice: InvoiceRow
}

/**
 * Locks the subscriptions that will follow, in the order of their ids: two transactions that each move invoices of
 * several would else wait for each other for good.
 */
export async function lockFollowing(tx: Tx, moved: readonly Moved[]): Promise<void> {
  const following = moved.flatMap(({ before, invoice: { status, subscription_id } }) =>
    subscription_id === null || outcomeOf(before, status) === null ? [] : [subscription_id],
  )
  const ids = [...new Set(following)]
  if (ids.length < 2) return
  await tx.selectFrom('subscriptions').select('id').where('id', 'in', ids).orderBy('id').forUpdate().execute()
}

/** Null for what concerns the invoice alone: a part of the money, more than was asked, an end without a payment. */
function outcomeOf(before: InvoiceStatus, after: InvoiceStatus): 'paid' | 'expired' | null {
  if (isSettled(after)) return isSettled(before) ? null : 'paid'
  return after === 'expired' && before !== 'expired' ? 'expired' : null
}

async function moveOf(
  core: Core,
  tx: Tx,
  subscription: PackagedSubscription,
  became: 'paid' | 'expired',
): Promise<Move<PackagedSubscription>> {
  const now = instantNow(core.clock)
  if (became === 'paid') return invoicePaid(subscription, now)
  return invoiceExpired(subscription, now, await wasEverPaid(tx, subscription.id))
}
