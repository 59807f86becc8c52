import type { Owner } from '../accounts/owner.ts'
import { instantNow } from '../clock.ts'
import type { Core } from '../core.ts'
import { type Page, pageOf } from '../http/lists.ts'
import { newId } from '../ids.ts'
import { invalid, notFound } from '../problem.ts'
import type { ProductRow } from '../store/schema.ts'
import type { Db, Tx } from '../store/store.ts'

export interface NewProduct {
  name: string
  description: string | null
  amount: bigint
  currency: string
  imageUrl: string | null
  active: boolean
}

export async function createProduct(core: Core, tx: Tx, owner: Owner, asked: NewProduct): Promise<ProductRow> {
  const now = instantNow(core.clock)
  const row: ProductRow = {
    id: newId('prod_'),
    app_id: owner.appId,
    mode: owner.mode,
    name: asked.name,
    description: asked.description,
    amount: asked.amount,
    currency: asked.currency,
    image_url: asked.imageUrl,
    active: asked.active ? 1 : 0,
    created_at: now,
    updated_at: now,
    deleted_at: null,
  }
  await tx.insertInto('products').values(row).execute()
  return row
}

/** @throws Problem `not_found`, also for a product that is somebody else's or was deleted. */
export async function getProduct(db: Db, owner: Owner, id: string): Promise<ProductRow> {
  const row = await productsOf(db, owner).where('id', '=', id).executeTakeFirst()
  if (!row) throw notFound('product')
  return row
}

/** Newest first. @returns one more than the page's limit where there are more. */
export const listProducts = (db: Db, owner: Owner, page: Page): Promise<ProductRow[]> =>
  pageOf(productsOf(db, owner), page).execute()

const productsOf = (db: Db, { appId, mode }: Owner) =>
  db
    .selectFrom('products')
    .selectAll()
    .where('app_id', '=', appId)
    .where('mode', '=', mode)
    .where('deleted_at', 'is', null)

/** Changes what is given, and leaves the rest. @throws Problem `not_found` */
export async function changeProduct(
  core: Core,
  tx: Tx,
  owner: Owner,
  id: string,
  { imageUrl, active, ...change }: Partial<NewProduct>,
): Promise<ProductRow> {
  const row = await getProduct(tx, owner, id)
  return updateProduct(core, tx, row, {
    ...change,
    ...(imageUrl !== undefined && { image_url: imageUrl }),
    ...(active !== undefined && { active: active ? 1 : 0 }),
  })
}

/** Found no more; payments and coupons keep naming it. @throws Problem `not_found` */
export async function deleteProduct(core: Core, tx: Tx, owner: Owner, id: string): Promise<void> {
  const row = await getProduct(tx, owner, id)
  await updateProduct(core, tx, row, { deleted_at: instantNow(core.clock) })
}

async function updateProduct(core: Core, tx: Tx, row: ProductRow, change: Partial<ProductRow>): Promise<ProductRow> {
  const updated = { ...change, updated_at: instantNow(core.clock) }
  await tx.updateTable('products').set(updated).where('id', '=', row.id).execute()
  return { ...row, ...updated }
}

/**
 * Makes sure that a request's `product_ids` are products of the app.
 * @param onSale whether each must be active as well.
 * @throws Problem `invalid` that names the first that is not.
 */
export async function requireProducts(tx: Tx, owner: Owner, ids: string[], { onSale }: { onSale: boolean }) {
  if (ids.length === 0) return
  const found = await productsOf(tx, owner)
    .where('id', 'in', [...new Set(ids)])
    .execute()
  const byId = new Map(found.map((product) => [product.id, product]))
  for (const [index, id] of ids.entries()) {
    const product = byId.get(id)
    if (!product) throw invalid(`product_ids.${index}`, 'is no product of this app: send ids of GET /v1/products')
    if (onSale && !product.active) throw invalid(`product_ids.${index}`, 'is a product that is not active')
  }
}
