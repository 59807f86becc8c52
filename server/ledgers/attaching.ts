import type { InvoiceOwner } from '../accounts/owner.ts'
import { type PageOf, type PageRange, readPages } from '../billing/pages.ts'
import type { Core } from '../core.ts'
import { type LockedInvoice, lockForCredit, openCredits, type RatesAtHand } from '../invoices/credits.ts'
import { getInvoice } from '../invoices/invoices.ts'
import { pairOf } from '../invoices/quote.ts'
import { conflict, invalid, notFound } from '../problem.ts'
import { freshRateOrNone, isRateUnavailable, latestRate, pairKey } from '../rates/rates.ts'
import type { InvoiceRow, TransferRow } from '../store/schema.ts'
import type { Db, Tx } from '../store/store.ts'

/** Transfers that belong to no invoice, and what their merchant does with them. */

const unmatchedOf = (db: Db, { merchantId, mode }: InvoiceOwner) =>
  db
    .selectFrom('transfers as transfer')
    .innerJoin('receiving_addresses as address', (join) =>
      join
        .onRef('address.mode', '=', 'transfer.mode')
        .onRef('address.network', '=', 'transfer.network')
        .onRef('address.address', '=', 'transfer.address'),
    )
    .where('address.merchant_id', '=', merchantId)
    .where('address.mode', '=', mode)
    .where('transfer.invoice_id', 'is', null)

/** Newest first. */
export const listUnmatched = (core: Core, owner: InvoiceOwner, range: PageRange): Promise<PageOf<TransferRow>> =>
  readPages(
    unmatchedOf(core.store.db, owner),
    (query) => query.selectAll('transfer').orderBy('transfer.created_at', 'desc').orderBy('transfer.id', 'desc'),
    range,
  )

/**
 * Reads the rate that `attachTransfer` may need for an invoice with a fiat price.
 * @throws Problem `not_found` for the invoice
 */
export async function prepareAttaching(core: Core, owner: InvoiceOwner, invoiceId: string): Promise<void> {
  const invoice = await getInvoice(core, owner, invoiceId)
  if (invoice.pricing_currency !== null) await freshRateOrNone(core, pairOf(invoice))
}

/**
 * Credits a transfer to an invoice, once, as if it had named it: it counts by the time when its ledger closed.
 * @throws Problem `not_found` for the transfer or the invoice; `conflict` when it is credited already, or cannot be read;
 *   `invalid` when it is of another asset, or there is no rate to credit a fiat price at
 */
export async function attachTransfer(
  core: Core,
  tx: Tx,
  owner: InvoiceOwner,
  transferId: string,
  invoiceId: string,
): Promise<InvoiceRow> {
  const transfer = await lockTransfer(tx, owner, transferId)
  const invoice = await lockInvoice(tx, owner, invoiceId)
  if (transfer.invoice_id !== null) {
    throw conflict('transfer_attached', 'This transfer is credited to an invoice already.')
  }
  requireReadable(transfer)
  requireSameAsset(transfer, invoice)
  const credits = await openCredits(core, tx, [invoice], ratesFor(core, invoice))
  const money = { amount: transfer.amount, closedAt: transfer.closed_at }
  // Said in the words of why there is none.
  if (!credits.canTake(invoice, money)) latestRate(core, pairOf(invoice))
  credits.add(invoice, money)
  await tx
    .updateTable('transfers')
    .set({ invoice_id: invoice.id, unmatched_reason: null })
    .where('id', '=', transfer.id)
    .execute()
  const [credited] = await credits.store()
  return credited!
}

/** What `prepareAttaching` read. */
function ratesFor(core: Core, invoice: LockedInvoice): RatesAtHand {
  if (invoice.pricing_currency === null) return new Map()
  const pair = pairOf(invoice)
  try {
    return new Map([[pairKey(pair), latestRate(core, pair)]])
  } catch (error) {
    if (!isRateUnavailable(error)) throw error
    return new Map([[pairKey(pair), null]])
  }
}

/** Also one that is credited, so that it can be said: it was this merchant's address that it came to. */
async function lockTransfer(tx: Tx, { merchantId, mode }: InvoiceOwner, id: string): Promise<TransferRow> {
  const row = await tx
    .selectFrom('transfers as transfer')
    .innerJoin('receiving_addresses as address', (join) =>
      join
        .onRef('address.mode', '=', 'transfer.mode')
        .onRef('address.network', '=', 'transfer.network')
        .onRef('address.address', '=', 'transfer.address'),
    )
    .selectAll('transfer')
    .where('transfer.id', '=', id)
    .where('address.merchant_id', '=', merchantId)
    .where('address.mode', '=', mode)
    .forUpdate('transfer')
    .executeTakeFirst()
  if (!row) throw notFound('transfer')
  return row
}

async function lockInvoice(tx: Tx, { merchantId, mode }: InvoiceOwner, id: string): Promise<LockedInvoice> {
  const row = await lockForCredit(tx)
    .where((eb) => eb.or([eb('invoice.id', '=', id), eb('invoice.public_id', '=', id)]))
    .where('invoice.merchant_id', '=', merchantId)
    .where('invoice.mode', '=', mode)
    .executeTakeFirst()
  if (!row) throw notFound('invoice')
  return row
}

/** The amount that is kept of it is no more than a note. */
function requireReadable({ unmatched_reason }: TransferRow): void {
  if (unmatched_reason !== 'unreadable') return
  throw conflict('transfer_unreadable', 'What came with this transfer could not be read: look its transaction up.')
}

/** Its code and who issues it, on the network that carries it: another asset of the same name is worth nothing. */
function requireSameAsset(transfer: TransferRow, invoice: InvoiceRow): void {
  const isSame =
    transfer.network === invoice.network &&
    transfer.asset_code === invoice.asset &&
    transfer.asset_issuer === invoice.asset_issuer
  if (isSame) return
  const issuer = transfer.asset_issuer === null ? '' : ` of ${transfer.asset_issuer}`
  throw invalid(
    'invoiceId',
    `names an invoice in ${invoice.asset} on ${invoice.network}, and what came is ${transfer.asset_code}${issuer} on ` +
      `${transfer.network}: choose an invoice in exactly that asset`,
    'wrong_asset',
  )
}
