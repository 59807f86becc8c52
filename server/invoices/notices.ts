import type { InvoiceOwner } from '../accounts/owner.ts'
import type { Core } from '../core.ts'
import { queueMail, requireMail } from '../notifications/mails.ts'
import { refusesReminders } from '../notifications/refusals.ts'
import { conflict, invalid, notFound } from '../problem.ts'
import type { InvoiceRow, MailKind } from '../store/schema.ts'
import type { Tx } from '../store/store.ts'
import { isOpen, stateOf } from './invoice.ts'
import { ownInvoice } from './invoices.ts'
import { nameOf } from './moving.ts'

/** Mail to the payer that the merchant asks for, as often as it is asked for. */

/**
 * Sends the payer the invoice once more.
 * @throws Problem `not_found`; `conflict` when nothing is to be paid any more; `invalid` without an e-mail address, and
 *   where this server sends no mail
 */
export const notify = (core: Core, tx: Tx, owner: InvoiceOwner, id: string): Promise<InvoiceRow> =>
  mailPayer(core, tx, owner, id, 'payment_request')

/** Reminds the payer. @throws Problem as `notify` does; `conflict` where the payer wants no more reminders. */
export const remind = (core: Core, tx: Tx, owner: InvoiceOwner, id: string): Promise<InvoiceRow> =>
  mailPayer(core, tx, owner, id, 'manual_reminder')

async function mailPayer(core: Core, tx: Tx, owner: InvoiceOwner, id: string, kind: MailKind): Promise<InvoiceRow> {
  // Not locked: whoever cancels its subscription passes by what is. A mail says what is true when it is sent.
  const invoice = await ownInvoice(tx, owner, id).executeTakeFirst()
  if (!invoice) throw notFound('invoice')
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
  const payer = { merchantId: invoice.merchant_id, mode: invoice.mode, email: invoice.client_email }
  if (kind === 'manual_reminder' && (await refusesReminders(tx, payer))) {
    throw conflict('reminders_refused', 'The payer wants no more reminders by e-mail: none is sent.')
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
