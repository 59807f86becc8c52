import type { InvoiceOwner } from '../accounts/owner.ts'
import { type PageOf, type PageRange, readPages } from '../billing/pages.ts'
import { instantNow } from '../clock.ts'
import type { Core } from '../core.ts'
import { newId, randomText } from '../ids.ts'
import { conflict, notFound } from '../problem.ts'
import type { SubscriptionPackageRow } from '../store/schema.ts'
import type { Db, Tx } from '../store/store.ts'
import { slugOf } from './slug.ts'

export type NewPackage = Pick<
  SubscriptionPackageRow,
  | 'name'
  | 'slug'
  | 'description'
  | 'asset'
  | 'amount'
  | 'scale'
  | 'billing_interval'
  | 'trial_days'
  | 'invoice_expires_in'
  | 'reminder_preset'
  | 'widget_button_label'
  | 'active'
>

/**
 * @param asked with a null slug it gets one that is made from its name.
 * @throws Problem `conflict` when another package of the merchant has the slug.
 */
export async function createPackage(
  core: Core,
  tx: Tx,
  { merchantId, mode, keyId = null }: InvoiceOwner,
  asked: NewPackage,
): Promise<SubscriptionPackageRow> {
  const now = instantNow(core.clock)
  const row = {
    ...asked,
    id: newId('subpkg_'),
    merchant_id: merchantId,
    mode,
    slug: asked.slug ?? slugOf(asked.name),
    key_id: keyId,
    created_at: now,
    updated_at: now,
  }
  if (await insertIfNew(tx, row)) return row
  if (asked.slug !== null) throw slugTaken(asked.slug)
  const distinct = { ...row, slug: `${row.slug}-${randomText(6)}` }
  if (await insertIfNew(tx, distinct)) return distinct
  throw slugTaken(distinct.slug)
}

/** False when the slug is taken. A failed insert would end the transaction on PostgreSQL. */
async function insertIfNew(tx: Tx, row: SubscriptionPackageRow): Promise<boolean> {
  const added = await tx
    .insertInto('subscription_packages')
    .values(row)
    .onConflict((on) => on.columns(['merchant_id', 'mode', 'slug']).doNothing())
    .returning('id')
    .executeTakeFirst()
  return added !== undefined
}

const slugTaken = (slug: string) =>
  conflict('slug_taken', `slug: another package has "${slug}": choose another one, or change that package.`)

/** By id or slug. */
export const findPackage = (
  db: Db,
  owner: InvoiceOwner,
  idOrSlug: string,
): Promise<SubscriptionPackageRow | undefined> =>
  packagesOf(db, owner)
    .selectAll()
    .where((eb) => eb.or([eb('id', '=', idOrSlug), eb('slug', '=', idOrSlug)]))
    .executeTakeFirst()

/** @throws Problem `not_found`, also for a package that is somebody else's. */
export async function getPackage(db: Db, owner: InvoiceOwner, idOrSlug: string): Promise<SubscriptionPackageRow> {
  const row = await findPackage(db, owner, idOrSlug)
  if (!row) throw notFound('subscription package')
  return row
}

/** Newest first. */
export const listPackages = (
  db: Db,
  owner: InvoiceOwner,
  { active }: { active?: boolean | undefined },
  range: PageRange,
): Promise<PageOf<SubscriptionPackageRow>> =>
  readPages(
    packagesOf(db, owner).$if(active !== undefined, (query) => query.where('active', '=', active ? 1 : 0)),
    (query) => query.selectAll().orderBy('created_at', 'desc').orderBy('id', 'desc'),
    range,
  )

const packagesOf = (db: Db, { merchantId, mode }: InvoiceOwner) =>
  db.selectFrom('subscription_packages').where('merchant_id', '=', merchantId).where('mode', '=', mode)

/** What can be changed: not the asset and the interval, by which its subscriptions are billed. */
export type PackageChange = Partial<Omit<NewPackage, 'asset' | 'billing_interval'>>

/**
 * Changes what is given; subscriptions have it from their next invoice on.
 * @throws Problem `not_found`; `conflict` when another package has the slug.
 */
export async function changePackage(
  core: Core,
  tx: Tx,
  owner: InvoiceOwner,
  row: SubscriptionPackageRow,
  change: PackageChange,
): Promise<SubscriptionPackageRow> {
  const { slug } = change
  if (slug != null && slug !== row.slug && (await findPackage(tx, owner, slug))) throw slugTaken(slug)
  const updated = { ...change, updated_at: instantNow(core.clock) }
  await tx
    .updateTable('subscription_packages')
    .set(updated)
    .where('id', '=', row.id)
    .execute()
    .catch((error) => {
      // On PostgreSQL another request may have taken the slug since we looked.
      throw slug != null && error.code === UNIQUE_VIOLATION ? slugTaken(slug) : error
    })
  return { ...row, ...updated }
}

/** PostgreSQL's name for it. */
const UNIQUE_VIOLATION = '23505'
