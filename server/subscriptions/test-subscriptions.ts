import type { InvoiceOwner } from '../accounts/owner.ts'
import { instantNow } from '../clock.ts'
import { creditInvoice, expireInvoiceNow, type Step, settleInvoice } from '../invoices/invoice.ts'
import { storeSteps } from '../invoices/records.ts'
import { testMerchant } from '../invoices/test-invoices.ts'
import type { InvoiceRow, SubscriptionPackageRow } from '../store/schema.ts'
import type { TestCore } from '../test-core.ts'
import type { Billed } from './billing.ts'
import { billDueSubscriptions } from './billing.ts'
import { createPackage, type NewPackage } from './packages.ts'
import type { PackagedSubscription } from './records.ts'
import {
  actOn,
  createSubscription,
  getSubscription,
  type NewSubscription,
  type SubscriptionAction,
} from './subscriptions.ts'

export const DAY = 24 * 60 * 60_000

export interface TestShop extends InvoiceOwner {
  sold: SubscriptionPackageRow
}

/** A merchant with an address, and a package: 99.00 USDC a month, 7 days to pay, unless told otherwise. */
export async function testShop(core: TestCore, change: Partial<NewPackage> = {}): Promise<TestShop> {
  const { merchantId } = await testMerchant(core)
  const owner: InvoiceOwner = { merchantId, mode: 'test' }
  return { ...owner, sold: await testPackage(core, owner, change) }
}

export function testPackage(
  core: TestCore,
  owner: InvoiceOwner,
  change: Partial<NewPackage> = {},
): Promise<SubscriptionPackageRow> {
  const asked: NewPackage = {
    name: 'Pro Support',
    slug: null,
    description: null,
    asset: 'USDC',
    amount: 990_000_000n,
    scale: 2,
    billing_interval: 'MONTHLY',
    trial_days: 0,
    invoice_expires_in: '7d',
    reminder_preset: 'STANDARD',
    widget_button_label: null,
    active: 1,
    ...change,
  }
  return core.store.transaction((tx) => createPackage(core, tx, owner, asked))
}

export function testSubscription(
  core: TestCore,
  shop: TestShop,
  change: Partial<NewSubscription> = {},
): Promise<Billed> {
  const asked: NewSubscription = {
    packageId: shop.sold.id,
    customerEmail: 'buyer@example.com',
    customerName: 'Alex Buyer',
    externalCustomerRef: null,
    startImmediately: false,
    ...change,
  }
  return core.store.transaction((tx) => createSubscription(core, tx, ownerOf(shop), asked))
}

export const ownerOf = ({ merchantId, mode }: InvoiceOwner): InvoiceOwner => ({ merchantId, mode })

export const act = (core: TestCore, shop: TestShop, id: string, action: SubscriptionAction) =>
  core.store.transaction((tx) => actOn(core, tx, ownerOf(shop), id, action))

export const readSubscription = (core: TestCore, shop: TestShop, id: string): Promise<PackagedSubscription> =>
  core.store.transaction((tx) => getSubscription(tx, ownerOf(shop), id))

export async function billAll(core: TestCore): Promise<void> {
  while (await billDueSubscriptions(core)) {
    // More of them are due.
  }
}

/** In the order of their periods. */
export const invoicesOf = (core: TestCore, subscriptionId: string): Promise<InvoiceRow[]> =>
  core.store.transaction((tx) =>
    tx
      .selectFrom('invoices')
      .selectAll()
      .where('subscription_id', '=', subscriptionId)
      .orderBy('period_start')
      .execute(),
  )

/** The first days of the periods that were billed. */
export const billedDays = async (core: TestCore, subscriptionId: string): Promise<string[]> =>
  (await invoicesOf(core, subscriptionId)).map(({ period_start }) => period_start!.slice(0, 10))

/** The money for it arrives now. @param amount all of it unless given. */
export const pay = (core: TestCore, invoice: InvoiceRow, amount = invoice.expected_amount!) =>
  moveInvoice(core, invoice.id, (locked) =>
    creditInvoice(locked, { amount, closedAt: instantNow(core.clock), tolerance: 0, priced: null }),
  )

export const expire = (core: TestCore, invoice: InvoiceRow) =>
  moveInvoice(core, invoice.id, (locked) => [expireInvoiceNow(locked, instantNow(core.clock))])

export const settle = (core: TestCore, invoice: InvoiceRow) =>
  moveInvoice(core, invoice.id, (locked) => [settleInvoice(locked, instantNow(core.clock))])

const moveInvoice = (core: TestCore, id: string, move: (invoice: InvoiceRow) => Step<InvoiceRow>[]) =>
  core.store.transaction(async (tx) => {
    const locked = await tx
      .selectFrom('invoices')
      .selectAll()
      .where('id', '=', id)
      .forUpdate()
      .executeTakeFirstOrThrow()
    return storeSteps(core, tx, move(locked))
  })

/** The types of what the merchant was told of a subscription, in alphabetical order. */
export async function toldOf(core: TestCore, subscriptionId: string): Promise<string[]> {
  const rows = await core.store.transaction((tx) =>
    tx.selectFrom('events').select('type').where('subject_id', '=', subscriptionId).execute(),
  )
  return rows.map(({ type }) => type.replace('subscription.', '')).sort()
}
