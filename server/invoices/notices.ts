import type { Core } from '../core.ts'
import { queueMail, requireMail } from '../notifications/mails.ts'
import { conflict, invalid } from '../problem.ts'
import type { InvoiceRow, MailKind } from '../store/schema.ts'
import type { Tx } from '../store/store.ts'
import { isOpen, stateOf } from './invoice.ts'
import type { InvoiceOwner } from './invoices.ts'
import { lockInvoice, nameOf } from './moving.ts'

/** Mail to the payer that the merchant asks for, as often as it is asked for. */

/**
 * Sends the payer the invoice once more.
 * @throws Problem `not_found`; `conflict` when nothing is to be paid any more; `invalid` without an e-mail address, and
 *   where this server sends no mail
 */
export const notify = (core: Core, tx: Tx, owner: InvoiceOwner, id: string): Promise<InvoiceRow> =>
  mailPayer(core, tx, owner, id, 'payment_request')

/** Reminds the payer. @throws Problem as `notify` does. */
export const remind = (core: Core, tx: Tx, owner: InvoiceOwner, id: string): Promise<InvoiceRow> =>
  mailPayer(core, tx, owner, id, 'manual_reminder')

async function mailPayer(core: Core, tx: Tx, owner: InvoiceOwner, id: string, kind: MailKind): Promise<InvoiceRow> {
  const invoice = await lockInvoice(tx, owner, id)
  requireMail(core)
  if (invoice.client_email === null) {
    throw invalid('clientEmail', 'this invoice has none, so there is nobody to write to: give it on creation')
  }
  if (!isOpen(invoice.status)) {
    const state = nameOf(stateOf(invoice))
    throw conflict(
      'invoice_not_open',
      `This invoice is ${state}: only one that still waits for money is written about.`,
    )
  }
  await queueMail(core, tx, {
    kind,
    onceKey: null,
    merchantId: invoice.merchant_id,
    mode: invoice.mode,
    recipient: invoice.client_email,
    subjectId: invoice.id,
    payload: {},
  })
  return invoice
}
