import type { Core } from '../core.ts'
import type { InvoiceRow } from '../store/schema.ts'
import { formatAmount } from './asset.ts'
import { REFERENCE_LABELS } from './reference.ts'
import type { InvoiceAnswer } from './schemas.ts'

/** An invoice as the API answers it. */
export function presentInvoice(core: Core, invoice: InvoiceRow): InvoiceAnswer {
  return {
    id: invoice.id,
    publicId: invoice.public_id,
    title: invoice.title,
    status: invoice.status,
    statusDetail: invoice.status_detail,
    paymentNetwork: invoice.network,
    expectedAmount: invoice.expected_amount === null ? null : formatAmount(invoice.expected_amount, invoice),
    receivedAmount: formatAmount(invoice.received_amount, invoice),
    allowCustomAmount: invoice.allow_custom_amount === 1,
    asset: invoice.asset,
    memo: invoice.reference,
    reference: invoice.reference,
    referenceLabel: REFERENCE_LABELS[invoice.network],
    destinationAddress: invoice.destination_address,
    orderId: invoice.order_id,
    clientEmail: invoice.client_email,
    clientName: invoice.client_name,
    payUrl: `${core.config.publicUrl}/pay/${invoice.public_id}`,
    createdAt: invoice.created_at,
    ...(invoice.paid_at !== null && { paidAt: invoice.paid_at }),
    expiresAt: invoice.expires_at,
  }
}
