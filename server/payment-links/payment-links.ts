import type { Owner } from '../accounts/owner.ts'
import { type Instant, instantNow } from '../clock.ts'
import type { Core } from '../core.ts'
import { type Page, pageOf } from '../http/lists.ts'
import { newId } from '../ids.ts'
import { invalid, notFound } from '../problem.ts'
import { requireProducts } from '../products/products.ts'
import type { PaymentLinkRow } from '../store/schema.ts'
import type { Db, Tx } from '../store/store.ts'

export interface NewPaymentLink {
  title: string
  /** Either an amount with its currency, or products. */
  amount: bigint | null
  currency: string | null
  productIds: string[]
  expiresAt: Instant | null
  active: boolean
  successUrl: string | null
}

/** @throws Problem `invalid` when it does not say what is sold, or says it twice. */
export async function createPaymentLink(
  core: Core,
  tx: Tx,
  owner: Owner,
  asked: NewPaymentLink,
): Promise<PaymentLinkRow> {
  requireOneOffer(asked)
  await requireProducts(tx, owner, asked.productIds, { onSale: true })
  const now = instantNow(core.clock)
  const row: PaymentLinkRow = {
    id: newId('plink_'),
    app_id: owner.appId,
    mode: owner.mode,
    title: asked.title,
    amount: asked.amount,
    currency: asked.currency,
    product_ids: JSON.stringify(asked.productIds),
    expires_at: asked.expiresAt,
    active: asked.active ? 1 : 0,
    success_url: asked.successUrl,
    visits: 0,
    key_id: owner.keyId ?? null,
    created_at: now,
    updated_at: now,
    deleted_at: null,
  }
  await tx.insertInto('payment_links').values(row).execute()
  return row
}

function requireOneOffer({ amount, currency, productIds }: NewPaymentLink): void {
  if (productIds.length > 0) {
    if (amount !== null || currency !== null) {
      throw invalid('amount', 'and product_ids cannot both be given: products have amounts of their own')
    }
    if (new Set(productIds).size < productIds.length) throw invalid('product_ids', 'must each be given once')
    return
  }
  if (amount === null) throw invalid('amount', 'is needed with its currency, or product_ids in its place')
  if (currency === null) throw invalid('currency', 'is needed with the amount')
}

/** @throws Problem `not_found`, also for a link that is somebody else's or was deleted. */
export async function getPaymentLink(db: Db, owner: Owner, id: string): Promise<PaymentLinkRow> {
  const row = await linksOf(db, owner).where('id', '=', id).executeTakeFirst()
  if (!row) throw notFound('payment link')
  return row
}

/** Newest first. @returns one more than the page's limit where there are more. */
export const listPaymentLinks = (db: Db, owner: Owner, page: Page): Promise<PaymentLinkRow[]> =>
  pageOf(linksOf(db, owner), page).execute()

const linksOf = (db: Db, { appId, mode }: Owner) =>
  db
    .selectFrom('payment_links')
    .selectAll()
    .where('app_id', '=', appId)
    .where('mode', '=', mode)
    .where('deleted_at', 'is', null)

/** What is left out stays. @throws Problem `not_found`, and `invalid` as for a new one. */
export async function changePaymentLink(
  core: Core,
  tx: Tx,
  owner: Owner,
  id: string,
  change: Partial<NewPaymentLink>,
): Promise<PaymentLinkRow> {
  // All of it is written back: nobody else changes it meanwhile.
  const row = await linksOf(tx, owner).where('id', '=', id).forUpdate().executeTakeFirst()
  if (!row) throw notFound('payment link')
  const link: NewPaymentLink = {
    title: row.title,
    amount: row.amount,
    currency: row.currency,
    productIds: JSON.parse(row.product_ids),
    expiresAt: row.expires_at,
    active: row.active === 1,
    successUrl: row.success_url,
    ...change,
  }
  requireOneOffer(link)
  if (change.productIds) await requireProducts(tx, owner, change.productIds, { onSale: true })
  return updateLink(core, tx, row, {
    title: link.title,
    amount: link.amount,
    currency: link.currency,
    product_ids: JSON.stringify(link.productIds),
    expires_at: link.expiresAt,
    active: link.active ? 1 : 0,
    success_url: link.successUrl,
  })
}

/** Its page is gone; the payments made through it stay. @throws Problem `not_found` */
export async function deletePaymentLink(core: Core, tx: Tx, owner: Owner, id: string): Promise<void> {
  const row = await getPaymentLink(tx, owner, id)
  await updateLink(core, tx, row, { deleted_at: instantNow(core.clock) })
}

async function updateLink(
  core: Core,
  tx: Tx,
  row: PaymentLinkRow,
  change: Partial<PaymentLinkRow>,
): Promise<PaymentLinkRow> {
  const updated = { ...change, updated_at: instantNow(core.clock) }
  await tx.updateTable('payment_links').set(updated).where('id', '=', row.id).execute()
  return { ...row, ...updated }
}

/** How many payments were made through a link, and how many of them were paid. */
export async function countLinkPayments(db: Db, linkId: string): Promise<{ payments: number; succeeded: number }> {
  const counts = await db
    .selectFrom('payments')
    .select(({ fn }) => [fn.countAll<number | bigint | string>().as('payments')])
    .select(({ fn }) => fn.count<number | bigint | string>('succeeded_at').as('succeeded'))
    .where('link_id', '=', linkId)
    .executeTakeFirstOrThrow()
  return { payments: Number(counts.payments), succeeded: Number(counts.succeeded) }
}
