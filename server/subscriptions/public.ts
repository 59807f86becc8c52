import { formatPrice } from '../billing/fields.ts'
import { type Instant, toInstant } from '../clock.ts'
import type { Core } from '../core.ts'
import { conflict, notFound, Problem } from '../problem.ts'
import type { Asset, BillingInterval, SubscriptionPackageRow, SubscriptionStatus } from '../store/schema.ts'
import type { Tx } from '../store/store.ts'
import type { PackagedSubscription } from './records.ts'
import { subscriptionsWithPackage } from './records.ts'
import { createSubscription, latestInvoices } from './subscriptions.ts'

/** What a visitor may see of a package. */
export interface PackageView {
  id: string
  name: string
  description: string | null
  merchantName: string
  price: { amount: string; asset: Asset }
  interval: BillingInterval
  trialDays: number
  /** False: it is no longer offered. */
  active: boolean
  buttonLabel: string | null
  testMode: boolean
}

/** Null when there is no such package. Only the id finds it: a slug is its merchant's own. */
export async function packageView(core: Core, id: string | null): Promise<PackageView | null> {
  if (id === null) return null
  const row = await core.store.db
    .selectFrom('subscription_packages as package')
    .innerJoin('merchants as merchant', 'merchant.id', 'package.merchant_id')
    .selectAll('package')
    .select('merchant.name as merchant_name')
    .where('package.id', '=', id)
    .executeTakeFirst()
  if (!row) return null
  return {
    id: row.id,
    name: row.name,
    description: row.description,
    merchantName: row.merchant_name,
    price: { amount: formatPrice(row), asset: row.asset },
    interval: row.billing_interval,
    trialDays: row.trial_days,
    active: row.active === 1,
    buttonLabel: row.widget_button_label,
    testMode: row.mode === 'test',
  }
}

export interface Visitor {
  email: string
  name: string | null
  /** Drawn by the page, once each time it is loaded; null: nothing that was sent before is found again. */
  visit: string | null
}

export interface Subscribed {
  subscriptionId: string
  status: SubscriptionStatus
  /** What to pay now; null while a trial runs. */
  invoicePublicId: string | null
  trialEndsAt: Instant | null
}

/** A form that is sent again within this time, from the same page, leads to the same subscription. */
const SAME_WITHIN = 10 * 60_000

/** For one e-mail address and merchant, in `COUNTED_FOR`: whoever's address it is may know nothing of it. */
const MOST_FOR_ONE_ADDRESS = 5
const COUNTED_FOR = 24 * 60 * 60_000

/**
 * Enrolls a visitor of a package's page: its trial begins, or the first invoice is there to be paid.
 * @throws Problem `not_found`; `conflict` when the package is no longer offered; `rate_limited` when the address was
 *   enrolled too often.
 */
export function subscribe(core: Core, packageId: string, visitor: Visitor): Promise<Subscribed> {
  return core.store.transaction(async (tx) => {
    const sold = await lockPackage(tx, packageId)
    if (!sold.active) throw conflict('package_inactive', `"${sold.name}" is no longer offered.`)
    const recent = await recentOf(core, tx, sold, visitor.email)
    const same = recent.find((one) => isSame(core, one, sold.id, visitor))
    if (same) {
      const invoices = await latestInvoices(tx, [same.id])
      return presentSubscribed(same, invoices.get(same.id)?.public_id ?? null)
    }
    if (recent.length >= MOST_FOR_ONE_ADDRESS) {
      throw new Problem('rate_limited', 'rate_limited', 'This e-mail address was used too often today: try tomorrow.')
    }
    const owner = { merchantId: sold.merchant_id, mode: sold.mode, keyId: sold.key_id }
    const asked = {
      packageId,
      customerEmail: visitor.email,
      customerName: visitor.name,
      visit: visitor.visit,
      externalCustomerRef: null,
      startImmediately: sold.trial_days === 0,
    }
    const { subscription, invoice } = await createSubscription(core, tx, owner, asked, false)
    return presentSubscribed(subscription, invoice?.public_id ?? null)
  })
}

/** Two submits at once take turns. @throws Problem `not_found` */
async function lockPackage(tx: Tx, id: string): Promise<SubscriptionPackageRow> {
  const row = await tx
    .selectFrom('subscription_packages')
    .selectAll()
    .where('id', '=', id)
    .forNoKeyUpdate()
    .executeTakeFirst()
  if (!row) throw notFound('subscription package')
  return row
}

const recentOf = (
  core: Core,
  tx: Tx,
  { merchant_id, mode }: SubscriptionPackageRow,
  email: string,
): Promise<PackagedSubscription[]> =>
  subscriptionsWithPackage(tx)
    .where('subscription.merchant_id', '=', merchant_id)
    .where('subscription.mode', '=', mode)
    .where('subscription.created_at', '>=', toInstant(core.clock.now() - COUNTED_FOR))
    .where((eb) => eb(eb.fn<string>('lower', ['subscription.customer_email']), '=', email.toLowerCase()))
    .orderBy('subscription.created_at', 'desc')
    .orderBy('subscription.id', 'desc')
    .limit(100)
    .execute()

/**
 * Still to be paid for the first time, or on trial, and made just now, by the same page. The address alone will not do:
 * whoever types somebody's would be shown what is theirs.
 */
const isSame = (
  core: Core,
  { package_id, status, created_at, visit }: PackagedSubscription,
  packageId: string,
  visitor: Visitor,
): boolean =>
  package_id === packageId &&
  visit !== null &&
  visit === visitor.visit &&
  (status === 'incomplete' || status === 'trialing') &&
  created_at >= toInstant(core.clock.now() - SAME_WITHIN)

const presentSubscribed = (subscription: PackagedSubscription, invoicePublicId: string | null): Subscribed => ({
  subscriptionId: subscription.id,
  status: subscription.status,
  invoicePublicId,
  trialEndsAt: subscription.trial_ends_at,
})
