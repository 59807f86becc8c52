import { sql } from 'kysely'
import { instantNow, toInstant } from '../clock.ts'
import type { Core } from '../core.ts'
import { updatePayment } from '../payments/records.ts'
import { conflict } from '../problem.ts'
import type { CouponRow, PaymentRow } from '../store/schema.ts'
import type { Db, Tx } from '../store/store.ts'
import { hasRoom } from './coupon.ts'

/**
 * Places in a coupon's limit. A payment holds one from the start of an attempt; success takes it for good, and
 * whatever ends the attempt otherwise gives it back. Who changes places holds the payment's lock; who counts them to
 * take one holds the coupon's as well, in this order.
 */

const HELD_FOR = 30 * 60_000

/**
 * Holds a place for the payment, from now on for its time; a place of its own that had lapsed is renewed. Only the
 * limit is looked at: a payment keeps the coupon it was given until it expires itself, whatever became of the coupon.
 * @returns false when there is no place left. Then the coupon is taken off the payment: the caller lets that be
 *   committed before it says so (`couponUsedUp`).
 */
export async function holdCoupon(core: Core, tx: Tx, payment: PaymentRow): Promise<boolean> {
  if (payment.coupon_id === null) return true
  const coupon = await lockCoupon(tx, payment.coupon_id)
  if (!hasRoom(coupon, await usesOf(core, tx, coupon, payment.id))) {
    await takeOffCoupon(core, tx, payment)
    return false
  }
  const reserved_until = toInstant(core.clock.now() + HELD_FOR)
  await tx
    .insertInto('coupon_reservations')
    .values({ payment_id: payment.id, coupon_id: coupon.id, state: 'reserved', reserved_until })
    .onConflict((on) => on.column('payment_id').doUpdateSet({ coupon_id: coupon.id, reserved_until }))
    .execute()
  return true
}

/** Waits for those who hold it: to turn a payer away while there is a place left would be wrong. */
export const lockCoupon = (tx: Tx, id: string): Promise<CouponRow> =>
  tx.selectFrom('coupons').selectAll().where('id', '=', id).forUpdate().executeTakeFirstOrThrow()

/**
 * How many places of a coupon are gone: redeemed, or held by payments, but for the one that asks. One whose time is
 * over counts while its payment is being paid: the money may be taken already.
 */
export async function usesOf(core: Core, db: Db, coupon: CouponRow, paymentId: string | null): Promise<number> {
  if (coupon.max_redemptions === null) return coupon.times_redeemed
  const { held } = await db
    .selectFrom('coupon_reservations as place')
    .innerJoin('payments as payment', 'payment.id', 'place.payment_id')
    .select(sql<number>`cast(count(*) as integer)`.as('held'))
    .where('place.coupon_id', '=', coupon.id)
    .where('place.state', '=', 'reserved')
    .where(({ eb, or }) =>
      or([
        eb('place.reserved_until', '>', instantNow(core.clock)),
        eb('payment.status', 'in', ['processing', 'requires_action']),
      ]),
    )
    .$if(paymentId !== null, (query) => query.where('place.payment_id', '!=', paymentId!))
    .executeTakeFirstOrThrow()
  return coupon.times_redeemed + held
}

/** The payment is paid: its place is gone for good, also one that had lapsed, since the money is taken. */
export async function redeemCoupon(core: Core, tx: Tx, { id, coupon_id }: PaymentRow): Promise<void> {
  if (coupon_id === null) return
  const now = instantNow(core.clock)
  await tx
    .insertInto('coupon_reservations')
    .values({ payment_id: id, coupon_id, state: 'taken', reserved_until: now })
    .onConflict((on) => on.column('payment_id').doUpdateSet({ state: 'taken' }))
    .execute()
  await tx
    .updateTable('coupons')
    .set(({ eb }) => ({ times_redeemed: eb('times_redeemed', '+', 1), updated_at: now }))
    .where('id', '=', coupon_id)
    .execute()
}

/** Nothing is under way any more: another payer may have the place. */
export async function giveBackCoupon(tx: Tx, { id, coupon_id }: PaymentRow): Promise<void> {
  if (coupon_id === null) return
  await tx.deleteFrom('coupon_reservations').where('payment_id', '=', id).where('state', '=', 'reserved').execute()
}

export const takeOffCoupon = (core: Core, tx: Tx, payment: PaymentRow): Promise<PaymentRow> =>
  updatePayment(core, tx, payment, { coupon_id: null, coupon_code: null, discount_amount: 0n })

export const couponUsedUp = () => conflict('coupon_used_up', 'The coupon has been used as often as it may be.')
