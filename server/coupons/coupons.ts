import type { Owner } from '../accounts/owner.ts'
import { type Instant, instantNow } from '../clock.ts'
import type { Core } from '../core.ts'
import { type Page, pageOf } from '../http/lists.ts'
import { newId } from '../ids.ts'
import { conflict, invalid, notFound } from '../problem.ts'
import { requireProducts } from '../products/products.ts'
import type { CouponRow } from '../store/schema.ts'
import type { Db, Tx } from '../store/store.ts'
import { type CouponOrder, type CouponRefusal, codeKey, discountOf, REFUSALS, refusalOf } from './coupon.ts'
import { lockCoupon, usesOf } from './reserving.ts'

/** What may be changed at any time: payments that have the coupon already keep it as they got it. */
export interface CouponConditions {
  maxRedemptions: number | null
  /** In the coupon's currency. */
  minAmount: bigint | null
  validFrom: Instant | null
  validUntil: Instant | null
  /** One of them must be paid for; empty: any. */
  productIds: string[]
  active: boolean
}

export interface NewCoupon extends CouponConditions {
  code: string
  type: CouponRow['type']
  percentOff: number | null
  amountOff: bigint | null
  /** It applies to payments in this one only; null: any. */
  currency: string | null
}

/** @throws Problem `conflict` when the app has a coupon with this code; `invalid` for products that are not the app's. */
export async function createCoupon(core: Core, tx: Tx, owner: Owner, asked: NewCoupon): Promise<CouponRow> {
  await requireProducts(tx, owner, asked.productIds, { onSale: false })
  const now = instantNow(core.clock)
  const row: CouponRow = {
    id: newId('cpn_'),
    app_id: owner.appId,
    mode: owner.mode,
    code: asked.code,
    code_key: codeKey(asked.code),
    type: asked.type,
    percent_off: asked.percentOff,
    amount_off: asked.amountOff,
    currency: asked.currency,
    times_redeemed: 0,
    ...columnsOf(asked),
    created_at: now,
    updated_at: now,
    deleted_at: null,
  }
  const added = await tx
    .insertInto('coupons')
    .values(row)
    .onConflict((on) => on.columns(['app_id', 'mode', 'code_key']).doNothing())
    .returning('id')
    .executeTakeFirst()
  if (!added) throw conflict('code_exists', 'code: another coupon has this code: send another, or change that coupon.')
  return row
}

const columnsOf = (conditions: CouponConditions) =>
  ({
    max_redemptions: conditions.maxRedemptions,
    min_amount: conditions.minAmount,
    valid_from: conditions.validFrom,
    valid_until: conditions.validUntil,
    product_ids: JSON.stringify(conditions.productIds),
    active: conditions.active ? 1 : 0,
  }) satisfies Partial<CouponRow>

const conditionsOf = (row: CouponRow): CouponConditions => ({
  maxRedemptions: row.max_redemptions,
  minAmount: row.min_amount,
  validFrom: row.valid_from,
  validUntil: row.valid_until,
  productIds: JSON.parse(row.product_ids),
  active: row.active === 1,
})

/** @throws Problem `not_found`, also for a coupon that is somebody else's or was deleted. */
export async function getCoupon(db: Db, owner: Owner, id: string): Promise<CouponRow> {
  const row = await couponsOf(db, owner).where('id', '=', id).executeTakeFirst()
  if (!row) throw notFound('coupon')
  return row
}

/** Newest first. @returns one more than the page's limit where there are more. */
export const listCoupons = (db: Db, owner: Owner, page: Page): Promise<CouponRow[]> =>
  pageOf(couponsOf(db, owner), page).execute()

const couponsOf = (db: Db, { appId, mode }: Owner) =>
  db
    .selectFrom('coupons')
    .selectAll()
    .where('app_id', '=', appId)
    .where('mode', '=', mode)
    .where('deleted_at', 'is', null)

/**
 * Changes what is given, and leaves the rest.
 * @throws Problem `invalid` for conditions that cannot be; `not_found`.
 */
export async function changeCoupon(
  core: Core,
  tx: Tx,
  owner: Owner,
  id: string,
  change: Partial<CouponConditions>,
): Promise<CouponRow> {
  await getCoupon(tx, owner, id)
  // Nobody redeems it while its limit changes.
  const row = await lockCoupon(tx, id)
  const conditions = { ...conditionsOf(row), ...change }
  refuseImpossible(row, change, conditions)
  if (change.productIds) await requireProducts(tx, owner, change.productIds, { onSale: false })
  return updateCoupon(core, tx, row, columnsOf(conditions))
}

/** @throws Problem `invalid` */
function refuseImpossible(
  { times_redeemed, currency }: CouponRow,
  { maxRedemptions, minAmount }: Partial<CouponConditions>,
  { validFrom, validUntil }: CouponConditions,
) {
  // Only a new limit: what was captured late may have gone beyond the old one.
  if (typeof maxRedemptions === 'number' && maxRedemptions < times_redeemed) {
    throw invalid('max_redemptions', `must be at least ${times_redeemed}: so often it has been redeemed`)
  }
  if (typeof minAmount === 'bigint' && currency === null) {
    throw invalid('min_amount', 'needs a currency, which this coupon has none of: make another coupon')
  }
  if (validFrom !== null && validUntil !== null && validUntil <= validFrom) {
    throw invalid('valid_until', 'must lie after valid_from')
  }
}

/** Its code is free again. Payments that have it keep it. @throws Problem `not_found` */
export async function deleteCoupon(core: Core, tx: Tx, owner: Owner, id: string): Promise<void> {
  const row = await getCoupon(tx, owner, id)
  await updateCoupon(core, tx, row, { deleted_at: instantNow(core.clock), code_key: null })
}

async function updateCoupon(core: Core, tx: Tx, row: CouponRow, change: Partial<CouponRow>): Promise<CouponRow> {
  const updated = { ...change, updated_at: instantNow(core.clock) }
  await tx.updateTable('coupons').set(updated).where('id', '=', row.id).execute()
  return { ...row, ...updated }
}

export type CheckedCode =
  | { coupon: CouponRow; discount: bigint; refusal: null }
  | { coupon: null; discount: 0n; refusal: CouponRefusal }

/** What a code would give for an order now. Holds no place in the coupon's limit: that is done when a payer pays. */
export async function checkCode(
  core: Core,
  db: Db,
  owner: Owner,
  code: string,
  order: CouponOrder,
): Promise<CheckedCode> {
  const coupon = await couponsOf(db, owner).where('code_key', '=', codeKey(code)).executeTakeFirst()
  const refusal = coupon
    ? refusalOf(coupon, order, await usesOf(core, db, coupon, null), instantNow(core.clock))
    : 'unknown'
  if (!coupon || refusal !== null) return { coupon: null, discount: 0n, refusal: refusal ?? 'unknown' }
  return { coupon, discount: discountOf(coupon, order.amount), refusal: null }
}

/**
 * The coupon that a new payment names.
 * @throws Problem `invalid` that says why it gives nothing.
 */
export async function requireCoupon(core: Core, tx: Tx, owner: Owner, code: string, order: CouponOrder) {
  const checked = await checkCode(core, tx, owner, code, order)
  if (checked.refusal !== null) throw invalid('coupon_code', REFUSALS[checked.refusal], `coupon_${checked.refusal}`)
  return checked
}

/** Whether the app's payers could enter any code. */
export async function hasCoupons(db: Db, owner: Owner): Promise<boolean> {
  const one = await couponsOf(db, owner).where('active', '=', 1).limit(1).executeTakeFirst()
  return one !== undefined
}
