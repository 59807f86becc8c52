import type { Core } from '../core.ts'
import type { InvoiceRow, MailKind } from '../store/schema.ts'
import type { Tx } from '../store/store.ts'
import { queueMail } from './mails.ts'

/** Sends the client a new invoice, once. Does nothing where no e-mail address is known. */
export const requestPayment = (core: Core, tx: Tx, invoice: InvoiceRow): Promise<void> =>
  mailOnce(core, tx, 'payment_request', invoice)

/** Sends the client a receipt for an invoice that is paid, once. Does nothing where no e-mail address is known. */
export const mailReceipt = (core: Core, tx: Tx, invoice: InvoiceRow): Promise<void> =>
  mailOnce(core, tx, 'receipt', invoice)

async function mailOnce(core: Core, tx: Tx, kind: MailKind, invoice: InvoiceRow): Promise<void> {
  if (invoice.client_email === null) return
  await queueMail(core, tx, {
    kind,
    onceKey: `${kind}:${invoice.id}`,
    merchantId: invoice.merchant_id,
    mode: invoice.mode,
    recipient: invoice.client_email,
    subjectId: invoice.id,
    payload: {},
  })
}
