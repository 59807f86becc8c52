import type { Core } from '../core.ts'
import type { InvoiceRow } from '../store/schema.ts'
import type { Tx } from '../store/store.ts'
import { emit, emitAll, type NewEvent } from '../webhooks/outbox.ts'
import { formatAmount } from './asset.ts'
import type { InvoiceEvent } from './invoice.ts'
import { REFERENCE_LABELS } from './reference.ts'

/** Tells the merchant, with the invoice as it now is. */
export const tellMerchant = (core: Core, tx: Tx, type: InvoiceEvent, invoice: InvoiceRow): Promise<void> =>
  emit(core, tx, eventOf(type, invoice))

/** The same of many invoices, to whichever merchants they belong. */
export const tellMerchants = (core: Core, tx: Tx, type: InvoiceEvent, invoices: readonly InvoiceRow[]): Promise<void> =>
  emitAll(
    core,
    tx,
    invoices.map((invoice) => eventOf(type, invoice)),
  )

function eventOf(type: InvoiceEvent, invoice: InvoiceRow): NewEvent {
  return {
    dialect: 'paylinkr',
    ownerId: invoice.merchant_id,
    mode: invoice.mode,
    type,
    subjectId: invoice.id,
    payload: {
      invoiceId: invoice.id,
      publicId: invoice.public_id,
      status: invoice.status,
      title: invoice.title,
      expectedAmount: invoice.expected_amount === null ? null : formatAmount(invoice.expected_amount, invoice),
      receivedAmount: formatAmount(invoice.received_amount, invoice),
      asset: invoice.asset,
      paymentNetwork: invoice.network,
      memo: invoice.reference,
      reference: invoice.reference,
      referenceLabel: REFERENCE_LABELS[invoice.network],
      destinationAddress: invoice.destination_address,
      orderId: invoice.order_id,
      createdAt: invoice.created_at,
      paidAt: invoice.paid_at,
      expiresAt: invoice.expires_at,
    },
  }
}
