import type { Owner } from '../accounts/owner.ts'
import { instantNow } from '../clock.ts'
import type { Core } from '../core.ts'
import { type Page, pageOf } from '../http/lists.ts'
import { newId } from '../ids.ts'
import { getPayment } from '../payments/payments.ts'
import { lockPayment } from '../payments/records.ts'
import { conflict, invalid, notFound } from '../problem.ts'
import type { RefundOutcome } from '../providers/provider.ts'
import type { PaymentRow, RefundRow, RefundStatus } from '../store/schema.ts'
import type { Db, Tx } from '../store/store.ts'
import { applyToRefund } from './outcomes.ts'
import { leftToRefund } from './refund.ts'
import { firstCheck } from './sending.ts'

export interface NewRefund {
  paymentId: string
  /** In the currency's smallest unit; null: all that is left. */
  amount: bigint | null
  reason: string | null
}

/**
 * Writes a refund that is to be sent (`sendRefund`); if nobody sends it, the reconciler does. It goes through the
 * account that took the money, even if that is disabled by now.
 * @throws Problem `not_found`; `conflict` when the payment's state or a dispute forbids it or nothing is left;
 *   `invalid` for more than is left.
 */
export async function createRefund(core: Core, tx: Tx, owner: Owner, asked: NewRefund): Promise<RefundRow> {
  await getPayment(tx, owner, asked.paymentId)
  const payment = await lockPayment(tx, asked.paymentId)
  const amount = await amountToRefund(tx, payment, asked.amount)
  const attempt = await tx
    .selectFrom('attempts')
    .select(['id', 'account_id'])
    .where('payment_id', '=', payment.id)
    .where('status', '=', 'succeeded')
    .executeTakeFirstOrThrow()
  const now = instantNow(core.clock)
  const refund: RefundRow = {
    id: newId('ref_'),
    payment_id: payment.id,
    attempt_id: attempt.id,
    account_id: attempt.account_id,
    app_id: payment.app_id,
    mode: payment.mode,
    amount,
    currency: payment.currency,
    status: 'pending',
    reason: asked.reason,
    provider_ref: null,
    message: null,
    check_at: firstCheck(core),
    checks: 0,
    created_at: now,
    updated_at: now,
    succeeded_at: null,
  }
  await tx.insertInto('refunds').values(refund).execute()
  return refund
}

async function amountToRefund(tx: Tx, payment: PaymentRow, asked: bigint | null): Promise<bigint> {
  if (!['succeeded', 'partially_refunded', 'refunded'].includes(payment.status)) {
    throw conflict('wrong_state', `A payment that is ${payment.status} cannot be refunded.`)
  }
  await refuseWhenDisputed(tx, payment)
  const refunds = await tx
    .selectFrom('refunds')
    .select(['amount', 'status'])
    .where('payment_id', '=', payment.id)
    .execute()
  const left = leftToRefund(payment, refunds)
  if (left <= 0n) throw conflict('nothing_left', 'Nothing of this payment is left to refund.')
  if (asked !== null && asked > left) {
    throw invalid('amount', `must be at most ${left}, which is left to refund`, 'amount_too_large')
  }
  return asked ?? left
}

/** The payer's bank takes the money back by itself: a refund beside it would give it back twice. */
async function refuseWhenDisputed(tx: Tx, payment: PaymentRow): Promise<void> {
  const dispute = await tx
    .selectFrom('disputes')
    .select('status')
    .where('payment_id', '=', payment.id)
    .where('status', 'in', ['open', 'lost'])
    .executeTakeFirst()
  if (!dispute) return
  const state = dispute.status === 'open' ? 'is open' : 'was lost'
  throw conflict('disputed', `A dispute of this payment ${state}: it cannot be refunded.`)
}

/** What a provider tells of a refund by itself. The same may be told any number of times, and in any order. */
export async function applyRefundOutcome(core: Core, accountId: string, outcome: RefundOutcome): Promise<void> {
  const refund = await core.store.db
    .selectFrom('refunds')
    .select('id')
    .where('account_id', '=', accountId)
    .where('provider_ref', '=', outcome.reference)
    .executeTakeFirst()
  if (refund) {
    await applyToRefund(core, refund.id, outcome)
    return
  }
  // Made in the provider's dashboard; or ours, and told before the call that made it was answered: that tells it.
  core.logger.info({ account: accountId, refund: outcome.reference, state: outcome.state }, 'refund not known here')
}

/** @throws Problem `not_found`, also for a refund that is somebody else's. */
export async function getRefund(db: Db, owner: Owner, id: string): Promise<RefundRow> {
  const row = await db
    .selectFrom('refunds')
    .selectAll()
    .where('id', '=', id)
    .where('app_id', '=', owner.appId)
    .where('mode', '=', owner.mode)
    .executeTakeFirst()
  if (!row) throw notFound('refund')
  return row
}

export interface RefundFilter {
  paymentId?: string | undefined
  status?: RefundStatus | undefined
}

/** Newest first, one more than the page's limit where there are more. */
export function listRefunds(
  db: Db,
  owner: Owner,
  { paymentId, status }: RefundFilter,
  page: Page,
): Promise<RefundRow[]> {
  const found = db
    .selectFrom('refunds')
    .selectAll()
    .where('app_id', '=', owner.appId)
    .where('mode', '=', owner.mode)
    .$if(paymentId !== undefined, (query) => query.where('payment_id', '=', paymentId!))
    .$if(status !== undefined, (query) => query.where('status', '=', status!))
  return pageOf(found, page).execute()
}
