import type { InvoiceOwner } from '../accounts/owner.ts'
import type { Core } from '../core.ts'
import { createInvoices, type NewInvoice } from '../invoices/invoices.ts'
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

export interface Bill {
  terms: BilledTerms
  /** What is to be billed now. */
  periods: Period[]
}

/**
 * One invoice for each period of each bill, issued now and expiring from now on, however long ago its period began. The store keeps
 * a second one for the same period out.
 * @returns for each bill those of its periods, in their order.
 * @throws Problem `invalid` when one of the merchants has no address to receive the asset at.
 */
export async function issueInvoices(core: Core, tx: Tx, bills: readonly Bill[]): Promise<InvoiceRow[][]> {
  const asked = bills.flatMap(({ terms, periods }) => periods.map((period) => newInvoice(terms, period)))
  const invoices = await createInvoices(core, tx, asked)
  let at = 0
  return bills.map(({ periods }) => {
    at += periods.length
    return invoices.slice(at - periods.length, at)
  })
}

function newInvoice(
  { subscriptionId, recurringPlanId, invoiceExpiresIn, reminderPreset, ...terms }: BilledTerms,
  { start, end }: Period,
): NewInvoice {
  return {
    ...terms,
    expiresIn: LIFETIMES[invoiceExpiresIn],
    orderId: null,
    pricing: null,
    period: { subscriptionId, recurringPlanId, start, end },
    reminderPreset: reminderPreset === 'NONE' ? null : reminderPreset,
  }
}
