import { type Instant, toInstant } from '../clock.ts'
import type { Core } from '../core.ts'
import { newId, newPublicId } from '../ids.ts'
import { invalid, notFound } from '../problem.ts'
import type { Fiat, MarketRate } from '../rates/rate.ts'
import { prepared, preparedInsertIfNew } from '../store/prepared.ts'
import type { Asset, InvoiceRow, Mode, Network, ReminderPreset } from '../store/schema.ts'
import type { Tx } from '../store/store.ts'
import { ASSETS, MAX_AMOUNT } from './asset.ts'
import { countNew } from './counting.ts'
import { tellMerchant } from './events.ts'
import { costOf } from './quote.ts'
import { insertQuote, newQuote } from './quotes.ts'
import { newReference } from './reference.ts'

/** Who asks: nobody sees another merchant's invoices, nor those of the other mode. */
export interface InvoiceOwner {
  merchantId: string
  mode: Mode
}

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
  const { network } = ASSETS[invoice.asset]
  const now = core.clock.now()
  const created_at = toInstant(now)
  const cost = invoice.pricing && firstCost(invoice, invoice.pricing)
  const row: InvoiceRow = {
    id: newId('inv_'),
    public_id: newPublicId(),
    merchant_id: invoice.merchantId,
    mode: invoice.mode,
    title: invoice.title,
    status: 'unpaid',
    status_detail: 'none',
    network,
    asset: invoice.asset,
    asset_issuer: invoice.asset === 'USDC' ? core.config.stellar[invoice.mode].usdcIssuer : null,
    expected_amount: cost ?? invoice.amount,
    received_amount: 0n,
    scale: invoice.scale,
    allow_custom_amount: invoice.amount === null && !invoice.pricing ? 1 : 0,
    destination_address: await receivingAddress(tx, invoice, network),
    reference: draw(network),
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
    created_at,
    paid_at: null,
    updated_at: created_at,
  }
  for (let drawn = 1; !(await insertInvoice(tx, row)); drawn += 1) {
    if (drawn === DRAWS) throw new Error(`No free reference for ${row.destination_address} in ${DRAWS} draws.`)
    row.reference = draw(network)
  }
  if (invoice.pricing) await insertQuote(tx, newQuote(core, row.id, row.expected_amount!, invoice.pricing.market))
  await countNew(tx, row)
  await tellMerchant(core, tx, 'invoice.created', row)
  return row
}

/** @throws Problem `invalid` for a price that is more than the asset can carry. */
function firstCost({ asset }: NewInvoice, { currency, amount, market }: FiatPrice): bigint {
  const cost = costOf(amount, market.rate, { asset, currency })
  if (cost > MAX_AMOUNT) throw invalid('pricingAmount', `is more than ${asset} can carry`)
  return cost
}

/** False when the reference is taken. */
const insertInvoice = preparedInsertIfNew(
  'invoices',
  [
    'id',
    'public_id',
    'merchant_id',
    'mode',
    'title',
    'status',
    'status_detail',
    'network',
    'asset',
    'asset_issuer',
    'expected_amount',
    'received_amount',
    'scale',
    'allow_custom_amount',
    'destination_address',
    'reference',
    'order_id',
    'client_email',
    'client_name',
    'expires_at',
    'pricing_currency',
    'pricing_amount',
    'pricing_received',
    'subscription_id',
    'recurring_plan_id',
    'period_start',
    'period_end',
    'reminder_preset',
    'created_at',
    'paid_at',
    'updated_at',
  ],
  ['network', 'destination_address', 'reference', 'mode'],
)

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

async function receivingAddress(tx: Tx, { merchantId, mode, asset }: NewInvoice, network: Network): Promise<string> {
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
  const row = await core.store.db
    .selectFrom('invoices')
    .selectAll()
    .where((eb) => eb.or([eb('id', '=', id), eb('public_id', '=', id)]))
    .where('merchant_id', '=', owner.merchantId)
    .where('mode', '=', owner.mode)
    .executeTakeFirst()
  if (!row) throw notFound('invoice')
  return row
}
