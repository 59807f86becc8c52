import type { StartedAttempt } from '../checkout/views.ts'
import { instantNow } from '../clock.ts'
import type { Config } from '../config.ts'
import type { Core } from '../core.ts'
import { couponUsedUp, holdCoupon } from '../coupons/reserving.ts'
import { conflict, notFound } from '../problem.ts'
import type { AttemptRow } from '../store/schema.ts'
import { FIRST_CHECK, inMillis } from './outcomes.ts'
import { canBePaid, chargeOf } from './payment.ts'
import { findAttempt, handoverPlace, lockPayment, updateAttempt, updatePayment } from './records.ts'

/**
 * The payer pressed "Pay": from here on the browser may confirm, and money may move.
 * @returns what it goes on with. Pressing twice changes nothing.
 * @throws Problem `conflict` when the payment or the attempt is not open to this any more, or its coupon has been used
 *   up meanwhile: then the coupon is taken off, and the payer decides about the new amount.
 */
export async function startAttempt(core: Core, paymentId: string, attemptId: string): Promise<StartedAttempt> {
  const attempt = await core.store.transaction(async (tx) => {
    const payment = await lockPayment(tx, paymentId)
    const attempt = await findAttempt(tx, attemptId)
    if (attempt?.payment_id !== paymentId) throw notFound('attempt')
    if (attempt.status === 'processing') return attempt
    if (attempt.status !== 'ready' || !canBePaid(payment.status)) throw wrongState()
    if (payment.expires_at <= instantNow(core.clock) || attempt.amount !== chargeOf(payment)) throw wrongState()
    if (!(await holdCoupon(core, tx, payment))) return null
    await updatePayment(core, tx, payment, { status: 'processing', decline: null })
    return updateAttempt(core, tx, attempt, {
      status: 'processing',
      started_at: instantNow(core.clock),
      check_at: inMillis(core, FIRST_CHECK),
    })
  })
  // Only now: what took the coupon off is committed.
  if (!attempt) throw couponUsedUp()
  const handover = core.secrets.open(attempt.client_secret!, handoverPlace(attemptId))
  return { handover, returnUrl: returnUrlOf(core.config, attempt) }
}

/**
 * The browser is done at the provider, or has turned back there: if no webhook has told by then, the provider is asked
 * in a moment.
 * @returns whether it is to be asked at once: from a page of the provider's the payer comes back for an answer.
 */
export async function markSubmitted(core: Core, paymentId: string, attemptId: string): Promise<boolean> {
  const marked = await core.store.db
    .updateTable('attempts')
    .set({ submitted_at: instantNow(core.clock), check_at: inMillis(core, 2_000) })
    .where('id', '=', attemptId)
    .where('payment_id', '=', paymentId)
    .where('status', 'in', ['processing', 'requires_action'])
    .where('submitted_at', 'is', null)
    .returning('redirects')
    .executeTakeFirst()
  return marked?.redirects === 1
}

/** Where a bank's or a provider's page sends the payer's browser back to. */
export const returnUrlOf = ({ publicUrl }: Config, { id, payment_id }: Pick<AttemptRow, 'id' | 'payment_id'>): string =>
  `${publicUrl}/pay/${payment_id}?returned=${id}`

export const wrongState = () => conflict('wrong_state', 'The payment is not open to this any more: read it again.')

export const nothingToCharge = () =>
  conflict('wrong_state', 'Nothing of this payment is left to charge: complete it without a provider.')
