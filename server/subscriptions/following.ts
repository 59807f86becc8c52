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
