import { instantNow } from '../clock.ts'
import type { Core } from '../core.ts'
import { couponUsedUp, holdCoupon, redeemCoupon } from '../coupons/reserving.ts'
import { wrongState } from './attempts.ts'
import { tellApp } from './events.ts'
import { canBePaid, chargeOf } from './payment.ts'
import { withdrawPrepared } from './payments.ts'
import { lockPayment, updatePayment } from './records.ts'

/**
 * Ends a payment of which nothing is left to charge: no provider is asked. Pressing twice changes nothing.
 * @throws Problem `conflict`: `wrong_state` when there is something to charge, or it is over; `coupon_used_up` when
 *   there is no place left for it, and then it is taken off.
 */
export async function completePayment(core: Core, id: string): Promise<void> {
  const covered = await core.store.transaction(async (tx) => {
    const payment = await lockPayment(tx, id)
    if (chargeOf(payment) !== 0n) throw wrongState()
    if (payment.status === 'succeeded') return true
    if (!canBePaid(payment.status) || payment.expires_at <= instantNow(core.clock)) throw wrongState()
    if (!(await holdCoupon(core, tx, payment))) return false
    await redeemCoupon(core, tx, payment)
    await withdrawPrepared(core, tx, payment)
    const now = instantNow(core.clock)
    const paid = await updatePayment(core, tx, payment, {
      status: 'succeeded',
      provider: null,
      decline: null,
      succeeded_at: now,
    })
    await tellApp(core, tx, 'payment.succeeded', paid)
    return true
  })
  if (!covered) throw couponUsedUp()
}
