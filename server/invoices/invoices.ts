import { type Instant, instantNow, toInstant } from '../clock.ts'
import type { Core } from '../core.ts'
import { newId, newPublicId } from '../ids.ts'
import { conflict, invalid, notFound } from '../problem.ts'
import { prepared, preparedInsertIfNew } from '../store/prepared.ts'
import type { Asset, InvoiceRow, InvoiceStatus, Mode, Network } from '../store/schema.ts'
import type { Tx } from '../store/store.ts'
import { ASSETS } from './asset.ts'
import { tellMerchant } from './events.ts'
import {
  expireInvoice,
  expireInvoiceNow,
  INVOICE_TRANSITIONS,
  type InvoiceState,
  isOpen,
  settleInvoice,
  stateOf,
} from './invoice.ts'
import { invoiceIsOpen, storeSteps } from './records.ts'
import { newReference } from './reference.ts'

/** Who asks: nobody sees another merchant's invoices, nor those of the other mode. */
export interface InvoiceOwner {
  merchantId: string
  mode: Mode
}

export interface NewInvoice extends InvoiceOwner {
  title: string
  asset: Asset
  /** In the smallest unit; null lets the payer choose. */
  amount: bigint | null
  /** Decimal digits the merchant wrote. */
  scale: number
  /** Milliseconds; null for never. */
  expiresIn: number | null
  orderId: string | null
  clientEmail: string | null
  clientName: string | null
}

const DRAWS = 20

/**
 * @param draw makes a reference; one that an invoice of the same address already has is drawn again.
 * @throws Problem `invalid` when the merchant has no address to receive this asset at.
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
    expected_amount: invoice.amount,
    received_amount: 0n,
    scale: invoice.scale,
    allow_custom_amount: invoice.amount === null ? 1 : 0,
    destination_address: await receivingAddress(tx, invoice, network),
    reference: draw(network),
    order_id: invoice.orderId,
    client_email: invoice.clientEmail,
    client_name: invoice.clientName,
    expires_at: invoice.expiresIn === null ? null : toInstant(now + invoice.expiresIn),
    created_at,
    paid_at: null,
    updated_at: created_at,
  }
  for (let drawn = 1; !(await insertInvoice(tx, row)); drawn += 1) {
    if (drawn === DRAWS) throw new Error(`No free reference for ${row.destination_address} in ${DRAWS} draws.`)
    row.reference = draw(network)
  }
  await tellMerchant(core, tx, 'invoice.created', row)
  return row
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
  if (network === 'XRPL')
    throw invalid('asset', 'must be USDC or XLM: XRP is not received here yet', 'asset_unavailable')
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

export interface InvoiceList {
  data: InvoiceRow[]
  total: number
  page: number
  limit: number
  pages: number
}

/** Newest first. @param range.page counts from 1. */
export async function listInvoices(
  core: Core,
  owner: InvoiceOwner,
  { page, limit, status }: { page: number; limit: number; status?: InvoiceStatus },
): Promise<InvoiceList> {
  const matching = core.store.db
    .selectFrom('invoices')
    .where('merchant_id', '=', owner.merchantId)
    .where('mode', '=', owner.mode)
    .$if(status !== undefined, (query) => query.where('status', '=', status!))
  const { count } = await matching.select((eb) => eb.fn.countAll().as('count')).executeTakeFirstOrThrow()
  const data = await matching
    .selectAll()
    .orderBy('created_at', 'desc')
    .orderBy('id', 'desc')
    .limit(limit)
    .offset((page - 1) * limit)
    .execute()
  const total = Number(count)
  return { data, total, page, limit, pages: Math.ceil(total / limit) }
}

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
  const now: Instant = instantNow(core.clock)
  return storeSteps(core, tx, [expireInvoiceNow(invoice, now)])
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
    for (const invoice of due) await storeSteps(core, tx, [expireInvoice(invoice)])
    return due.length === EXPIRED_AT_ONCE
  })
}

async function lockInvoice(tx: Tx, owner: InvoiceOwner, id: string): Promise<InvoiceRow> {
  const row = await tx
    .selectFrom('invoices')
    .selectAll()
    .where((eb) => eb.or([eb('id', '=', id), eb('public_id', '=', id)]))
    .where('merchant_id', '=', owner.merchantId)
    .where('mode', '=', owner.mode)
    .forUpdate()
    .executeTakeFirst()
  if (!row) throw notFound('invoice')
  return row
}

const canBecome = (from: InvoiceState, to: InvoiceState): boolean => INVOICE_TRANSITIONS[from].includes(to)

const nameOf = (state: InvoiceState): string => state.replace('/none', '').replace('/', ' and ')
