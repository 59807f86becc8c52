import { instantNow } from '../clock.ts'
import type { Core } from '../core.ts'
import { wrongState } from '../payments/attempts.ts'
import { canBePaid } from '../payments/payment.ts'
import { lockPayment, updatePayment } from '../payments/records.ts'
import { Problem } from '../problem.ts'
import type { PaymentRow } from '../store/schema.ts'
import type { Db, Tx } from '../store/store.ts'
import { type CouponRefusal, REFUSALS } from './coupon.ts'
import { checkCode, hasCoupons } from './coupons.ts'
import { couponUsedUp, takeOffCoupon } from './reserving.ts'

/**
 * Whether the payer may enter or take back a coupon: until "Pay" is pressed for the first time. From then on the amount
 * is what the payer agreed to.
 */
export async function isCouponOpen(core: Core, db: Db, payment: PaymentRow): Promise<boolean> {
  if (!(await isAmountOpen(core, db, payment))) return false
  return payment.coupon_id !== null || hasCoupons(db, { appId: payment.app_id, mode: payment.mode })
}

async function isAmountOpen(core: Core, db: Db, payment: PaymentRow): Promise<boolean> {
  if (!canBePaid(payment.status) || payment.expires_at <= instantNow(core.clock)) return false
  const started = await db
    .selectFrom('attempts')
    .select('id')
    .where('payment_id', '=', payment.id)
    .where('started_at', 'is not', null)
    .limit(1)
    .executeTakeFirst()
  return started === undefined
}

/**
 * The payer enters a code; it takes the place of one that is there. Dates, products and amounts are looked at here, and
 * not again when the payer pays.
 * @throws Problem `coupon_unknown`, `coupon_not_applicable`, `coupon_used_up`; `conflict` once an attempt was started.
 */
export async function applyCoupon(core: Core, paymentId: string, code: string): Promise<void> {
  await core.store.transaction(async (tx) => {
    const payment = await lockOpenPayment(core, tx, paymentId)
    const owner = { appId: payment.app_id, mode: payment.mode }
    const { amount, currency } = payment
    const order = { amount, currency, productIds: JSON.parse(payment.product_ids) }
    const { coupon, discount, refusal } = await checkCode(core, tx, owner, code, order)
    if (refusal !== null) throw refused(refusal)
    await updatePayment(core, tx, payment, {
      coupon_id: coupon.id,
      coupon_code: coupon.code,
      discount_amount: discount,
    })
  })
}

/** @throws Problem `conflict` once an attempt was started. */
export async function removeCoupon(core: Core, paymentId: string): Promise<void> {
  await core.store.transaction(async (tx) => {
    const payment = await lockOpenPayment(core, tx, paymentId)
    if (payment.coupon_id !== null) await takeOffCoupon(core, tx, payment)
  })
}

async function lockOpenPayment(core: Core, tx: Tx, paymentId: string): Promise<PaymentRow> {
  const payment = await lockPayment(tx, paymentId)
  if (!(await isAmountOpen(core, tx, payment))) throw wrongState()
  return payment
}

/** A payer is not told that a code exists which the merchant has switched off. */
function refused(refusal: CouponRefusal): Problem {
  if (refusal === 'used_up') return couponUsedUp()
  const unknown = refusal === 'unknown' || refusal === 'inactive'
  const text = REFUSALS[unknown ? 'unknown' : refusal]
  return new Problem('invalid', unknown ? 'coupon_unknown' : 'coupon_not_applicable', `code: ${text}`)
}
