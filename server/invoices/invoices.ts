import type { InvoiceOwner } from '../accounts/owner.ts'
import { type Instant, toInstant } from '../clock.ts'
import type { Core } from '../core.ts'
import { newId, newPublicId } from '../ids.ts'
import { invalid, notFound } from '../problem.ts'
import type { Fiat, MarketRate } from '../rates/rate.ts'
import { prepared } from '../store/prepared.ts'
import type { Asset, InvoiceRow, Mode, Network, ReminderPreset } from '../store/schema.ts'
import type { Db, Tx } from '../store/store.ts'
import { ASSETS, MAX_AMOUNT } from './asset.ts'
import { countNew } from './counting.ts'
import { tellMerchants } from './events.ts'
import { insertWhereFree } from './inserting.ts'
import { costOf } from './quote.ts'
import { insertQuote, newQuote } from './quotes.ts'
import { newReference } from './reference.ts'

export interface NewInvoice extends InvoiceOwner {
  title: string
  asset: Asset
  /** In the smallest unit; null lets the payer choose, or leaves it to the fiat price. */
  amount: bigint | null
  /** Decimal digits the merchant wrote, of whichever amount it was. */
  scale: number
  /** Milliseconds; null for never. */
  expiresIn: number | null
  orderId: string | null
  clientEmail: string | null
  clientName: string | null
  pricing: FiatPrice | null
  /** What makes it, and for which period: at most one invoice for each. */
  period: BilledPeriod | null
  reminderPreset: ReminderPreset | null
}

/** What is owed where it is not an amount of the asset. */
export interface FiatPrice {
  currency: Fiat
  /** In the currency's smallest unit. */
  amount: bigint
  /** Of the first quote. */
  market: MarketRate
}

export interface BilledPeriod {
  subscriptionId: string | null
  recurringPlanId: string | null
  start: Instant
  end: Instant
}

const DRAWS = 20

/**
 * @param draw makes a reference; one that an invoice of the same address already has is drawn again.
 * @throws Problem `invalid` when the merchant has no address to receive this asset at, or nothing can carry the price.
 */
export async function createInvoice(
  core: Core,
  tx: Tx,
  invoice: NewInvoice,
  draw: (network: Network) => string = newReference,
): Promise<InvoiceRow> {
  const [row] = await createInvoices(core, tx, [invoice], draw)
  return row!
}

/**
 * Many at once, of any merchants, as `createInvoice` makes each: all of them or, when it throws for one, none.
 * @returns them in the given order.
 */
export async function createInvoices(
  core: Core,
  tx: Tx,
  invoices: readonly NewInvoice[],
  draw: (network: Network) => string = newReference,
): Promise<InvoiceRow[]> {
  const costs = invoices.map((invoice) => invoice.pricing && firstCost(invoice, invoice.pricing))
  const addresses = await receivingAddresses(tx, invoices)
  const rows = invoices.map((invoice, n) =>
    newRow(core, invoice, {
      cost: costs[n] ?? null,
      address: addresses[n]!,
      reference: draw(ASSETS[invoice.asset].network),
    }),
  )
  await insertAll(tx, rows, draw)
  for (const [n, { id, expected_amount }] of rows.entries()) {
    const { pricing } = invoices[n]!
    if (pricing) await insertQuote(tx, newQuote(core, id, expected_amount!, pricing.market))
  }
  await countNew(tx, rows)
  await tellMerchants(core, tx, 'invoice.created', rows)
  return rows
}

async function insertAll(tx: Tx, rows: InvoiceRow[], draw: (network: Network) => string): Promise<void> {
  let left = await insertWhereFree(tx, rows)
  for (let drawn = 1; left.length > 0; drawn += 1) {
    if (drawn === DRAWS) throw new Error(`No free reference for ${left[0]!.destination_address} in ${DRAWS} draws.`)
    for (const row of left) row.reference = draw(row.network)
    left = await insertWhereFree(tx, left)
  }
}

interface Drawn {
  /** The amount of the asset that a fiat price comes to; null without one. */
  cost: bigint | null
  address: string
  reference: string
}

function newRow(core: Core, invoice: NewInvoice, { cost, address, reference }: Drawn): InvoiceRow {
  const now = core.clock.now()
  const created_at = toInstant(now)
  return {
    id: newId('inv_'),
    public_id: newPublicId(),
    merchant_id: invoice.merchantId,
    mode: invoice.mode,
    title: invoice.title,
    status: 'unpaid',
    status_detail: 'none',
    network: ASSETS[invoice.asset].network,
    asset: invoice.asset,
    asset_issuer: invoice.asset === 'USDC' ? core.config.stellar[invoice.mode].usdcIssuer : null,
    expected_amount: cost ?? invoice.amount,
    received_amount: 0n,
    scale: invoice.scale,
    allow_custom_amount: invoice.amount === null && !invoice.pricing ? 1 : 0,
    destination_address: address,
    reference,
    order_id: invoice.orderId,
    client_email: invoice.clientEmail,
    client_name: invoice.clientName,
    expires_at: invoice.expiresIn === null ? null : toInstant(now + invoice.expiresIn),
    pricing_currency: invoice.pricing?.currency ?? null,
    pricing_amount: invoice.pricing?.amount ?? null,
    pricing_received: invoice.pricing && 0n,
    subscription_id: invoice.period?.subscriptionId ?? null,
    recurring_plan_id: invoice.period?.recurringPlanId ?? null,
    period_start: invoice.period?.start ?? null,
    period_end: invoice.period?.end ?? null,
    reminder_preset: invoice.reminderPreset,
    key_id: invoice.keyId ?? null,
    created_at,
    paid_at: null,
    updated_at: created_at,
  }
}

/** @throws Problem `invalid` for a price that is more than the asset can carry. */
function firstCost({ asset }: NewInvoice, { currency, amount, market }: FiatPrice): bigint {
  const cost = costOf(amount, market.rate, { asset, currency })
  if (cost > MAX_AMOUNT) throw invalid('pricingAmount', `is more than ${asset} can carry`)
  return cost
}

/** The newest one: a merchant who adds an address wants it used from then on. */
const newestAddress = prepared((db, merchantId: string, mode: Mode, network: Network) =>
  db
    .selectFrom('receiving_addresses')
    .select('address')
    .where('merchant_id', '=', merchantId)
    .where('mode', '=', mode)
    .where('network', '=', network)
    .orderBy('created_at', 'desc')
    .orderBy('id', 'desc')
    .limit(1)
    // Whoever removes an address waits for the invoice that names it.
    .forKeyShare(),
)

/** Of each invoice, in order; the same is looked up once. */
async function receivingAddresses(tx: Tx, invoices: readonly NewInvoice[]): Promise<string[]> {
  const known = new Map<string, string>()
  const addresses: string[] = []
  for (const invoice of invoices) {
    const key = `${invoice.merchantId} ${invoice.mode} ${ASSETS[invoice.asset].network}`
    const address = known.get(key) ?? (await receivingAddress(tx, invoice))
    known.set(key, address)
    addresses.push(address)
  }
  return addresses
}

async function receivingAddress(tx: Tx, { merchantId, mode, asset }: NewInvoice): Promise<string> {
  const { network } = ASSETS[asset]
  const [row] = await newestAddress(tx, merchantId, mode, network)
  if (row) return row.address
  const command = `paylink address add --merchant ${merchantId} --mode ${mode} --network ${network} <address>`
  throw invalid(
    'asset',
    `there is no ${network} address to receive ${mode} payments in ${asset} at; add one on the server with \`${command}\``,
    'no_receiving_address',
  )
}

/** @throws Problem `not_found`. `id` is the internal or the public one. */
export async function getInvoice(core: Core, owner: InvoiceOwner, id: string): Promise<InvoiceRow> {
  const row = await ownInvoice(core.store.db, owner, id).executeTakeFirst()
  if (!row) throw notFound('invoice')
  return row
}

/** By its internal or its public id. */
export const ownInvoice = (db: Db, { merchantId, mode }: InvoiceOwner, id: string) =>
  db
    .selectFrom('invoices')
    .selectAll()
    .where((eb) => eb.or([eb('id', '=', id), eb('public_id', '=', id)]))
    .where('merchant_id', '=', merchantId)
    .where('mode', '=', mode)
