import { Hono } from 'hono'
import { z } from 'zod'
import type { Core } from '../core.ts'
import { readJson, validate } from '../http/validation.ts'
import { formatAmount, remainingOf } from '../invoices/asset.ts'
import { REFERENCE_LABELS } from '../invoices/reference.ts'
import { readAmount } from '../invoices/terms.ts'
import { openHorizon } from '../ledgers/stellar/nodes.ts'
import { payUri } from '../ledgers/stellar/sep7.ts'
import { submitSigned } from '../ledgers/stellar/submission.ts'
import { buildPayment } from '../ledgers/stellar/transactions.ts'
import { notFound } from '../problem.ts'
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
    remainingAmount: remaining === null ? null : formatAmount(remaining, row),
    destinationAddress: row.destination_address,
    reference: row.reference,
    referenceLabel: REFERENCE_LABELS[row.network],
    // The XRP Ledger has no such standard; its wallets read the bare address.
    payUri: row.network === 'STELLAR' ? payUri(row, passphrase) : row.destination_address,
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

const transactionBody = z.object({
  account: z.string(),
  /** Where the payer chooses. */
  amount: z.string().optional(),
})

const submitBody = z.object({ xdr: z.string().min(1) })

/** What the pay page calls while an invoice is paid from a wallet: `/invoices/:publicId/stellar/…`, see `views.ts`. */
export function invoiceCheckout(core: Core): Hono {
  const app = new Hono()
  const horizon = { live: openHorizon(core.config.stellar.live), test: openHorizon(core.config.stellar.test) }

  app.post('/invoices/:publicId/stellar/transaction', async (c) => {
    const { account, amount } = validate(transactionBody, await readJson(c.req.raw), 'body')
    const invoice = await findInvoice(core, c.req.param('publicId'))
    const chosen = amount === undefined ? null : readAmount('amount', amount, invoice.asset).amount
    const xdr = await buildPayment(core, horizon[invoice.mode], invoice, account, chosen)
    const { passphrase } = core.config.stellar[invoice.mode]
    return c.json({ xdr, networkPassphrase: passphrase } satisfies UnsignedTransaction)
  })

  app.post('/invoices/:publicId/stellar/submit', async (c) => {
    const { xdr } = validate(submitBody, await readJson(c.req.raw), 'body')
    const invoice = await findInvoice(core, c.req.param('publicId'))
    return c.json({ hash: await submitSigned(core, horizon[invoice.mode], invoice, xdr) })
  })
  return app
}

/** @throws Problem `not_found` */
async function findInvoice(core: Core, publicId: string): Promise<InvoiceRow> {
  const row = await core.store.db
    .selectFrom('invoices')
    .selectAll()
    .where('public_id', '=', publicId)
    .executeTakeFirst()
  if (!row) throw notFound('invoice')
  return row
}
