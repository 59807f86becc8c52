import { Hono } from 'hono'
import { z } from 'zod'
import { instantNow } from '../clock.ts'
import type { Core } from '../core.ts'
import { readJson, validateBody } from '../http/validation.ts'
import { formatAmount, remainingOf } from '../invoices/asset.ts'
import { isSettled } from '../invoices/invoice.ts'
import { presentPrice, presentQuote } from '../invoices/presenting.ts'
import { isInForce } from '../invoices/quote.ts'
import { newestQuote, renewQuote } from '../invoices/quotes.ts'
import { REFERENCE_LABELS } from '../invoices/reference.ts'
import { readAmount } from '../invoices/terms.ts'
import { openHorizon } from '../ledgers/stellar/nodes.ts'
import { payUri } from '../ledgers/stellar/sep7.ts'
import { submitSigned } from '../ledgers/stellar/submission.ts'
import { buildPayment } from '../ledgers/stellar/transactions.ts'
import { xrplPayUri } from '../ledgers/xrpl/payment-uri.ts'
import { conflict, notFound, Problem } from '../problem.ts'
import type { InvoiceRow } from '../store/schema.ts'
import type { InvoiceView, UnsignedTransaction } from './views.ts'

/** What the payer sees of an invoice; null when there is none with this public id. */
export async function invoiceView(core: Core, publicId: string): Promise<InvoiceView | null> {
  const row = await core.store.db
    .selectFrom('invoices as invoice')
    .innerJoin('merchants as merchant', 'merchant.id', 'invoice.merchant_id')
    .selectAll('invoice')
    .select('merchant.name as merchant_name')
    .where('invoice.public_id', '=', publicId)
    .executeTakeFirst()
  if (!row) return null
  const quote = await newestQuote(core.store.db, row)
  const price = presentPrice(row)
  const remaining = remainingOf(row)
  const { passphrase } = core.config.stellar[row.mode]
  return {
    kind: 'invoice',
    publicId: row.public_id,
    title: row.title,
    status: row.status,
    statusDetail: row.status_detail,
    network: row.network,
    asset: row.asset,
    assetIssuer: row.asset_issuer,
    expectedAmount: row.expected_amount === null ? null : formatAmount(row.expected_amount, row),
    receivedAmount: formatAmount(row.received_amount, row),
    // An underpayment that the merchant lets pass is not asked for any more.
    remainingAmount: remaining === null ? null : formatAmount(isSettled(row.status) ? 0n : remaining, row),
    quote: quote && price && presentQuote(row, quote, price),
    destinationAddress: row.destination_address,
    reference: row.reference,
    referenceLabel: REFERENCE_LABELS[row.network],
    payUri: row.network === 'STELLAR' ? payUri(row, passphrase) : xrplUri(row),
    networkPassphrase: passphrase,
    sandboxWalletUrl: core.config.sandboxWalletUrl,
    orderId: row.order_id,
    paidAt: row.paid_at,
    merchantName: row.merchant_name,
    testMode: row.mode === 'test',
    expiresAt: row.expires_at,
    createdAt: row.created_at,
  }
}

const xrplUri = (invoice: InvoiceRow): string =>
  xrplPayUri({
    address: invoice.destination_address,
    tag: invoice.reference,
    // Where nothing remains the wallet asks for an amount.
    drops: remainingOf(invoice) || null,
    mode: invoice.mode,
  })

const transactionBody = z.object({
  account: z.string(),
  /** Where the payer chooses. */
  amount: z.string().optional(),
})

const submitBody = z.object({ xdr: z.string().min(1) })

/** What the pay page calls for an invoice: `/invoices/:publicId/quote` and `/invoices/:publicId/stellar/…`, see `views.ts`. */
export function invoiceCheckout(core: Core): Hono {
  const app = new Hono()
  const horizon = { live: openHorizon(core.config.stellar.live), test: openHorizon(core.config.stellar.test) }

  app.post('/invoices/:publicId/quote', async (c) => {
    const publicId = c.req.param('publicId')
    await renewQuote(core, publicId)
    return c.json(await invoiceView(core, publicId))
  })

  app.post('/invoices/:publicId/stellar/transaction', async (c) => {
    const { account, amount } = validateBody(transactionBody, await readJson(c.req.raw))
    const invoice = await untilQuoteEnds(core, await findOnStellar(core, c.req.param('publicId')))
    const chosen = amount === undefined ? null : readAmount('amount', amount, invoice.asset).amount
    const xdr = await buildPayment(core, horizon[invoice.mode], invoice, account, chosen)
    const { passphrase } = core.config.stellar[invoice.mode]
    return c.json({ xdr, networkPassphrase: passphrase } satisfies UnsignedTransaction)
  })

  app.post('/invoices/:publicId/stellar/submit', async (c) => {
    const { xdr } = validateBody(submitBody, await readJson(c.req.raw))
    const invoice = await findOnStellar(core, c.req.param('publicId'))
    return c.json({ hash: await submitSigned(core, horizon[invoice.mode], invoice, xdr) })
  })
  return app
}

/**
 * A transaction must not come after the quote that says its amount: it is made as for an invoice that ends then.
 * @throws Problem `conflict` when the quote has run out: the page asks for another one.
 */
async function untilQuoteEnds(core: Core, invoice: InvoiceRow): Promise<InvoiceRow> {
  const quote = await newestQuote(core.store.db, invoice)
  if (!quote) return invoice
  if (!isInForce(quote, instantNow(core.clock))) {
    throw conflict('wrong_state', 'The quote has run out: ask for another one.')
  }
  const ends = invoice.expires_at !== null && invoice.expires_at < quote.valid_until
  return ends ? invoice : { ...invoice, expires_at: quote.valid_until }
}

/** @throws Problem `not_found`; `malformed` for an invoice that is paid on another network. */
async function findOnStellar(core: Core, publicId: string): Promise<InvoiceRow> {
  const row = await core.store.db
    .selectFrom('invoices')
    .selectAll()
    .where('public_id', '=', publicId)
    .executeTakeFirst()
  if (!row) throw notFound('invoice')
  if (row.network !== 'STELLAR') {
    throw new Problem('malformed', 'invalid_request', 'This invoice is paid on the XRP Ledger.')
  }
  return row
}
