import type { InvoiceOwner } from '../accounts/owner.ts'
import { instantNow } from '../clock.ts'
import type { Core } from '../core.ts'
import { conflict, notFound } from '../problem.ts'
import type { InvoiceRow } from '../store/schema.ts'
import type { Tx } from '../store/store.ts'
import {
  cancelInvoice,
  expireInvoice,
  expireInvoiceNow,
  INVOICE_TRANSITIONS,
  type InvoiceState,
  isOpen,
  settleInvoice,
  stateOf,
} from './invoice.ts'
import { ownInvoice } from './invoices.ts'
import { invoiceIsOpen, storeMoves, storeSteps } from './records.ts'

/** What becomes of an invoice without money: by its merchant's wish, or by time. */

/** Takes what came as enough. @throws Problem `not_found`; `conflict` where there is nothing to settle. */
export async function settle(core: Core, tx: Tx, owner: InvoiceOwner, id: string): Promise<InvoiceRow> {
  const invoice = await lockInvoice(tx, owner, id)
  const state = stateOf(invoice)
  if (!canBecome(state, 'paid/accepted')) {
    throw conflict(
      'invoice_not_settleable',
      `This invoice is ${nameOf(state)}: only one that is partially_paid, underpaid or paid_late can be settled.`,
    )
  }
  return storeSteps(core, tx, [settleInvoice(invoice, instantNow(core.clock))])
}

/** Ends an open invoice now. @throws Problem `not_found`; `conflict` when it is not open. */
export async function expire(core: Core, tx: Tx, owner: InvoiceOwner, id: string): Promise<InvoiceRow> {
  const invoice = await lockInvoice(tx, owner, id)
  if (!isOpen(invoice.status)) {
    throw conflict(
      'invoice_not_open',
      `This invoice is ${nameOf(stateOf(invoice))}: only one that is unpaid, pending or partially_paid can be expired.`,
    )
  }
  return storeSteps(core, tx, [expireInvoiceNow(invoice, instantNow(core.clock))])
}

/** Takes back an invoice that nobody paid anything for. @throws Problem `not_found`; `conflict` when it is not unpaid. */
export async function cancel(core: Core, tx: Tx, owner: InvoiceOwner, id: string): Promise<InvoiceRow> {
  const invoice = await lockInvoice(tx, owner, id)
  if (!canBecome(stateOf(invoice), 'cancelled/none')) {
    throw conflict(
      'invoice_not_unpaid',
      `This invoice is ${nameOf(stateOf(invoice))}: only one that is unpaid can be cancelled.`,
    )
  }
  return storeSteps(core, tx, [cancelInvoice(invoice)])
}

const EXPIRED_AT_ONCE = 100

/**
 * Expires open invoices whose time is over on their ledger: whose address was read up to a ledger that closed at or
 * after `expires_at`. Our own clock does not count, and while a network cannot be read nothing on it expires.
 * @returns whether there may be more of them.
 */
export async function expireDueInvoices(core: Core): Promise<boolean> {
  const { readUntil } = await core.store.db
    .selectFrom('watch_positions')
    .select((eb) => eb.fn.max('read_until').as('readUntil'))
    .executeTakeFirstOrThrow()
  if (readUntil === null) return false
  return core.store.transaction(async (tx) => {
    const due = await tx
      .selectFrom('invoices as invoice')
      .innerJoin('watch_positions as position', (join) =>
        join
          .onRef('position.mode', '=', 'invoice.mode')
          .onRef('position.network', '=', 'invoice.network')
          .onRef('position.address', '=', 'invoice.destination_address')
          .onRef('position.read_until', '>=', 'invoice.expires_at'),
      )
      .selectAll('invoice')
      .where(invoiceIsOpen)
      // No address was read further: this keeps the search away from all the invoices that end later.
      .where('invoice.expires_at', '<=', readUntil)
      .orderBy('invoice.expires_at')
      .limit(EXPIRED_AT_ONCE)
      .forUpdate('invoice')
      .skipLocked()
      .execute()
    await storeMoves(
      core,
      tx,
      due.map((invoice) => [expireInvoice(invoice)]),
    )
    return due.length === EXPIRED_AT_ONCE
  })
}

/** @throws Problem `not_found`. `id` is the internal or the public one. */
async function lockInvoice(tx: Tx, owner: InvoiceOwner, id: string): Promise<InvoiceRow> {
  const row = await ownInvoice(tx, owner, id).forUpdate().executeTakeFirst()
  if (!row) throw notFound('invoice')
  return row
}

const canBecome = (from: InvoiceState, to: InvoiceState): boolean => INVOICE_TRANSITIONS[from].includes(to)

/** A state in words. */
export const nameOf = (state: InvoiceState): string => state.replace('/none', '').replace('/', ' and ')
