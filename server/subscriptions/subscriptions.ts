import type { InvoiceOwner } from '../accounts/owner.ts'
import { type PageOf, type PageRange, readPages } from '../billing/pages.ts'
import { instantNow } from '../clock.ts'
import type { Core } from '../core.ts'
import { newId } from '../ids.ts'
import { conflict, notFound } from '../problem.ts'
import type { InvoiceRow, SubscriptionPackageRow, SubscriptionRow, SubscriptionStatus } from '../store/schema.ts'
import type { Db, Tx } from '../store/store.ts'
import { type Billed, billPeriods } from './billing.ts'
import { cancelNow } from './cancelling.ts'
import { tellMerchant } from './events.ts'
import { findPackage } from './packages.ts'
import {
  findSubscription,
  lockSubscription,
  type PackagedSubscription,
  storeMove,
  subscriptionsWithPackage,
  wasEverPaid,
} from './records.ts'
import { beginSubscription, cancelLater, pauseSubscription, resumeSubscription } from './subscription.ts'

export interface NewSubscription {
  /** Its id or slug. */
  packageId: string
  customerEmail: string
  customerName: string | null
  externalCustomerRef: string | null
  /** Bills the first period now, without a trial. */
  startImmediately: boolean
  /** Where it is asked for on a page: what that page drew. */
  visit?: string | null
}

/**
 * @param write false where the customer is sent to the pay page at once, and needs no e-mail.
 * @throws Problem `not_found` for the package, `conflict` when it is not offered any more, `invalid` when its merchant
 *   has no address to receive its asset at.
 */
export async function createSubscription(
  core: Core,
  tx: Tx,
  owner: InvoiceOwner,
  asked: NewSubscription,
  write = true,
): Promise<Billed> {
  const sold = await findPackage(tx, owner, asked.packageId)
  if (!sold) throw notFound('subscription package')
  requireOffered(sold)
  const row = newRow(core, sold, owner, asked)
  await tx.insertInto('subscriptions').values(row).execute()
  const created = { ...row, ...termsOf(sold) }
  const billed = asked.startImmediately
    ? (await billPeriods(core, tx, [created], write))[0]!
    : { subscription: created, invoice: null }
  await tellMerchant(core, tx, 'subscription.created', billed.subscription)
  return billed
}

function requireOffered({ active, name }: SubscriptionPackageRow): void {
  if (active) return
  throw conflict(
    'package_inactive',
    `packageId: "${name}" is no longer offered; set its package active, or send another one.`,
  )
}

const termsOf = (sold: SubscriptionPackageRow) => ({
  package_name: sold.name,
  asset: sold.asset,
  amount: sold.amount,
  scale: sold.scale,
  billing_interval: sold.billing_interval,
  invoice_expires_in: sold.invoice_expires_in,
  reminder_preset: sold.reminder_preset,
})

function newRow(
  core: Core,
  sold: SubscriptionPackageRow,
  { keyId = null }: InvoiceOwner,
  asked: NewSubscription,
): SubscriptionRow {
  const now = instantNow(core.clock)
  return {
    id: newId('cusub_'),
    package_id: sold.id,
    merchant_id: sold.merchant_id,
    mode: sold.mode,
    customer_email: asked.customerEmail,
    customer_name: asked.customerName,
    external_customer_ref: asked.externalCustomerRef,
    ...beginSubscription(sold, now, asked.startImmediately),
    visit: asked.visit ?? null,
    key_id: keyId,
    created_at: now,
    updated_at: now,
  }
}

export type SubscriptionAction = 'pause' | 'resume' | 'cancel' | 'cancel_later'

/** @throws Problem `not_found`; `conflict` where its state does not allow it. */
export async function actOn(
  core: Core,
  tx: Tx,
  owner: InvoiceOwner,
  id: string,
  action: SubscriptionAction,
): Promise<PackagedSubscription> {
  const subscription = await lockSubscription(tx, owner, id)
  if (!subscription) throw notFound('subscription')
  const now = instantNow(core.clock)
  switch (action) {
    case 'pause':
      return storeMove(core, tx, pauseSubscription(subscription, now))
    case 'resume':
      return storeMove(core, tx, resumeSubscription(subscription, now, await wasEverPaid(tx, id)))
    case 'cancel':
      return cancelNow(core, tx, subscription)
    case 'cancel_later': {
      const later = cancelLater(subscription, now)
      return later.subscription.status === 'cancelled' ? cancelNow(core, tx, subscription) : storeMove(core, tx, later)
    }
  }
}

/** @throws Problem `not_found` */
export async function getSubscription(db: Db, owner: InvoiceOwner, id: string): Promise<PackagedSubscription> {
  const row = await findSubscription(db, owner, id)
  if (!row) throw notFound('subscription')
  return row
}

export interface SubscriptionFilter {
  status?: SubscriptionStatus | undefined
  /** Id or slug. */
  packageId?: string | undefined
  /** Matched ignoring case. */
  customerEmail?: string | undefined
  externalCustomerRef?: string | undefined
}

/** Newest first. */
export async function listSubscriptions(
  db: Db,
  owner: InvoiceOwner,
  { status, packageId, customerEmail, externalCustomerRef }: SubscriptionFilter,
  range: PageRange,
): Promise<PageOf<PackagedSubscription>> {
  const ofPackage = packageId === undefined ? undefined : ((await findPackage(db, owner, packageId))?.id ?? '')
  const matching = db
    .selectFrom('subscriptions')
    .where('merchant_id', '=', owner.merchantId)
    .where('mode', '=', owner.mode)
    .$if(status !== undefined, (query) => query.where('status', '=', status!))
    .$if(ofPackage !== undefined, (query) => query.where('package_id', '=', ofPackage!))
    .$if(customerEmail !== undefined, (query) =>
      query.where((eb) => eb(eb.fn<string>('lower', ['customer_email']), '=', customerEmail!.toLowerCase())),
    )
    .$if(externalCustomerRef !== undefined, (query) => query.where('external_customer_ref', '=', externalCustomerRef!))
  const ids = await readPages(
    matching,
    (query) => query.select('id').orderBy('created_at', 'desc').orderBy('id', 'desc'),
    range,
  )
  return { ...ids, data: await inOrder(db, ids.data) }
}

async function inOrder(db: Db, ids: { id: string }[]): Promise<PackagedSubscription[]> {
  if (ids.length === 0) return []
  const rows = await subscriptionsWithPackage(db)
    .where(
      'subscription.id',
      'in',
      ids.map(({ id }) => id),
    )
    .execute()
  const byId = new Map(rows.map((row) => [row.id, row]))
  return ids.flatMap(({ id }) => byId.get(id) ?? [])
}

/** The invoice of the newest period of each, where there is one. */
export async function latestInvoices(db: Db, ids: string[]): Promise<Map<string, InvoiceRow>> {
  if (ids.length === 0) return new Map()
  const rows = await db
    .selectFrom('subscriptions')
    .innerJoin('invoices', 'invoices.subscription_id', 'subscriptions.id')
    .selectAll('invoices')
    .where('subscriptions.id', 'in', ids)
    // Each found through the index of periods, however many there are.
    .where('invoices.period_start', '=', (eb) =>
      eb
        .selectFrom('invoices as each')
        .select(({ fn }) => fn.max('each.period_start').as('latest'))
        .whereRef('each.subscription_id', '=', 'subscriptions.id'),
    )
    .execute()
  return new Map(rows.map((row) => [row.subscription_id!, row]))
}
