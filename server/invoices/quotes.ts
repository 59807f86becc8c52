import { instantNow } from '../clock.ts'
import type { Core } from '../core.ts'
import { newId } from '../ids.ts'
import { conflict, notFound } from '../problem.ts'
import { type MarketRate, writeRate } from '../rates/rate.ts'
import { freshRate } from '../rates/rates.ts'
import { preparedInsert } from '../store/prepared.ts'
import type { InvoiceRow, QuoteRow } from '../store/schema.ts'
import type { Db, Tx } from '../store/store.ts'
import { isOpen } from './invoice.ts'
import { expectedAt, isInForce, lifeFrom, pairOf } from './quote.ts'
import { storeExpected } from './records.ts'

/** A quote for what remains to be paid, in force from now on. Not stored yet. */
export function newQuote(core: Core, invoiceId: string, amount: bigint, market: MarketRate): QuoteRow {
  return {
    id: newId('quo_'),
    invoice_id: invoiceId,
    rate: writeRate(market.rate),
    sources: JSON.stringify(market.readings.map(({ source, rate, at }) => ({ source, rate: writeRate(rate), at }))),
    amount,
    received: 0n,
    ...lifeFrom(core.clock.now()),
  }
}

export const insertQuote = preparedInsert('quotes', [
  'id',
  'invoice_id',
  'rate',
  'sources',
  'amount',
  'received',
  'valid_from',
  'valid_until',
])

/** All quotes of some invoices, the oldest first. */
export async function quotesOf(db: Db, invoiceIds: string[]): Promise<Map<string, QuoteRow[]>> {
  const byInvoice = new Map<string, QuoteRow[]>(invoiceIds.map((id) => [id, []]))
  if (invoiceIds.length === 0) return byInvoice
  const rows = await db
    .selectFrom('quotes')
    .selectAll()
    .where('invoice_id', 'in', invoiceIds)
    .orderBy('valid_from')
    .orderBy('id')
    .execute()
  for (const row of rows) byInvoice.get(row.invoice_id)!.push(row)
  return byInvoice
}

/** The newest quote of each invoice that has a fiat price, by the invoice's id. */
export async function newestQuotes(
  db: Db,
  invoices: Pick<InvoiceRow, 'id' | 'pricing_currency'>[],
): Promise<Map<string, QuoteRow>> {
  const priced = invoices.filter(({ pricing_currency }) => pricing_currency !== null).map(({ id }) => id)
  if (priced.length === 0) return new Map()
  const rows = await db
    .selectFrom('quotes as quote')
    .selectAll()
    .where('invoice_id', 'in', priced)
    .where((eb) =>
      eb.not(
        eb.exists(
          eb
            .selectFrom('quotes as later')
            .select('later.id')
            .whereRef('later.invoice_id', '=', 'quote.invoice_id')
            .where((later) =>
              later(
                later.refTuple('later.valid_from', 'later.id'),
                '>',
                later.refTuple('quote.valid_from', 'quote.id') as never,
              ),
            ),
        ),
      ),
    )
    .execute()
  return new Map(rows.map((row) => [row.invoice_id, row]))
}

/** @returns null for an invoice without a fiat price. */
export const newestQuote = async (
  db: Db,
  invoice: Pick<InvoiceRow, 'id' | 'pricing_currency'>,
): Promise<QuoteRow | null> => (await newestQuotes(db, [invoice])).get(invoice.id) ?? null

/**
 * Quotes anew what remains of an open invoice's price, once the quote before has run out. Until then nothing changes:
 * nobody can ask again and again until the rate is a good one.
 * @throws Problem `not_found`; `conflict` for an invoice that is not open, or has no fiat price; `invalid` with the code
 *   `rate_unavailable`
 */
export async function renewQuote(core: Core, publicId: string): Promise<void> {
  const invoice = await findPriced(core.store.db, publicId)
  const quote = await newestQuote(core.store.db, invoice)
  if (quote && isInForce(quote, instantNow(core.clock))) return
  const market = await freshRate(core, pairOf(invoice))
  await core.store.transaction(async (tx) => {
    const locked = await findPriced(tx, publicId, true)
    const newest = await newestQuote(tx, locked)
    // Another page may have asked in the meantime.
    if (newest && isInForce(newest, instantNow(core.clock))) return
    await quoteAnew(core, tx, locked, market)
  })
}

/** Stores a quote for what remains of a locked invoice's price. @returns the invoice as it now is, and the quote. */
export async function quoteAnew(core: Core, tx: Tx, invoice: InvoiceRow, market: MarketRate) {
  const { amount, expected_amount } = expectedAt(invoice, market.rate)
  const quote = newQuote(core, invoice.id, amount, market)
  await insertQuote(tx, quote)
  return { invoice: await storeExpected(core, tx, invoice, expected_amount), quote }
}

async function findPriced(db: Db, publicId: string, lock = false): Promise<InvoiceRow> {
  const invoice = await db
    .selectFrom('invoices')
    .selectAll()
    .where('public_id', '=', publicId)
    .$if(lock, (query) => query.forUpdate())
    .executeTakeFirst()
  if (!invoice) throw notFound('invoice')
  if (invoice.pricing_currency === null || !isOpen(invoice.status)) {
    throw conflict('wrong_state', 'There is nothing to quote for this invoice any more: read it again.')
  }
  return invoice
}
