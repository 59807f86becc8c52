import type { Core } from '../core.ts'
import { createInvoice, type InvoiceOwner } from '../invoices/invoices.ts'
import { LIFETIMES } from '../invoices/schemas.ts'
import type { Asset, ExpiresIn, InvoiceRow, ReminderPreset } from '../store/schema.ts'
import type { Tx } from '../store/store.ts'
import type { Period } from './calendar.ts'

/** What a subscription or a plan asks for in each period. */
export interface BilledTerms extends InvoiceOwner {
  title: string
  asset: Asset
  /** In the asset's smallest unit. */
  amount: bigint
  scale: number
  invoiceExpiresIn: ExpiresIn
  reminderPreset: ReminderPreset
  clientEmail: string | null
  clientName: string | null
  /** One of the two. */
  subscriptionId: string | null
  recurringPlanId: string | null
}

/**
 * One invoice for each period, issued now and expiring from now on, however long ago its period began. The store keeps
 * a second one for the same period out.
 * @returns them in the order of their periods.
 * @throws Problem `invalid` when the merchant has no address to receive the asset at.
 */
export async function issueInvoices(
  core: Core,
  tx: Tx,
  { subscriptionId, recurringPlanId, invoiceExpiresIn, reminderPreset, ...terms }: BilledTerms,
  periods: Period[],
): Promise<InvoiceRow[]> {
  const invoices: InvoiceRow[] = []
  for (const { start, end } of periods) {
    const invoice = await createInvoice(core, tx, {
      ...terms,
      expiresIn: LIFETIMES[invoiceExpiresIn],
      orderId: null,
      pricing: null,
      period: { subscriptionId, recurringPlanId, start, end },
      reminderPreset: reminderPreset === 'NONE' ? null : reminderPreset,
    })
    invoices.push(invoice)
  }
  return invoices
}
