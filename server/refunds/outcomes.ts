import { instantNow } from '../clock.ts'
import type { Core } from '../core.ts'
import { inMillis } from '../payments/outcomes.ts'
import { refundedStatus } from '../payments/payment.ts'
import { lockPayment, updatePayment } from '../payments/records.ts'
import type { RefundOutcome } from '../providers/provider.ts'
import type { PaymentRow, RefundRow, RefundStatus } from '../store/schema.ts'
import type { Tx } from '../store/store.ts'
import { emit } from '../webhooks/outbox.ts'
import { moveRefund } from './refund.ts'

/**
 * What a provider says of a refund, and what follows from it for the payment. Only what moves the refund on changes
 * anything.
 * @returns the refund as it then is.
 */
export function applyToRefund(core: Core, refundId: string, outcome: RefundOutcome): Promise<RefundRow> {
  return core.store.transaction(async (tx) => {
    const { payment, refund } = await lockRefund(tx, refundId)
    const { reference: provider_ref, message } = outcome
    switch (outcome.state) {
      case 'pending':
        if (refund.status !== 'pending' || refund.provider_ref !== null) return refund
        // It may have been told before we knew its reference: soon it is looked whether it is still so.
        return updateRefund(core, tx, refund, { provider_ref, check_at: inMillis(core, LOOK_AFTER) })
      case 'succeeded':
        return succeeded(core, tx, payment, refund, provider_ref)
      case 'failed':
        return failed(core, tx, payment, refund, { provider_ref, message: message ?? NO_REASON })
    }
  })
}

const LOOK_AFTER = 15_000
const NO_REASON = 'The provider gave no reason.'

async function succeeded(
  core: Core,
  tx: Tx,
  payment: PaymentRow,
  refund: RefundRow,
  provider_ref: string,
): Promise<RefundRow> {
  // One that failed stays so: what is told after it was true before it.
  if (refund.status !== 'pending') return refund
  const changed = await updateRefund(core, tx, refund, {
    status: 'succeeded',
    provider_ref,
    check_at: null,
    succeeded_at: instantNow(core.clock),
  })
  await moveRefunded(core, tx, payment, payment.refunded_amount + refund.amount)
  await emit(core, tx, {
    dialect: 'paylinq',
    ownerId: refund.app_id,
    mode: refund.mode,
    type: 'payment.refunded',
    subjectId: refund.payment_id,
    payload: {
      payment_id: refund.payment_id,
      refund_id: refund.id,
      amount: Number(refund.amount),
      currency: refund.currency,
    },
  })
  return changed
}

/** Also one that had succeeded: then the money is the merchant's again. */
async function failed(
  core: Core,
  tx: Tx,
  payment: PaymentRow,
  refund: RefundRow,
  why: Pick<RefundRow, 'provider_ref' | 'message'>,
): Promise<RefundRow> {
  if (refund.status === 'failed') return refund
  if (refund.status === 'succeeded') await moveRefunded(core, tx, payment, payment.refunded_amount - refund.amount)
  return updateRefund(core, tx, refund, { ...why, status: 'failed', check_at: null })
}

const moveRefunded = (core: Core, tx: Tx, payment: PaymentRow, refunded_amount: bigint) =>
  updatePayment(core, tx, payment, { refunded_amount, status: refundedStatus(payment, refunded_amount) })

/** Whoever changes a refund holds its payment's lock, and then its own. */
export async function lockRefund(tx: Tx, refundId: string): Promise<{ payment: PaymentRow; refund: RefundRow }> {
  const { payment_id } = await tx
    .selectFrom('refunds')
    .select('payment_id')
    .where('id', '=', refundId)
    .executeTakeFirstOrThrow()
  const payment = await lockPayment(tx, payment_id)
  const refund = await tx
    .selectFrom('refunds')
    .selectAll()
    .where('id', '=', refundId)
    .forUpdate()
    .executeTakeFirstOrThrow()
  return { payment, refund }
}

export async function updateRefund(
  core: Core,
  tx: Tx,
  refund: RefundRow,
  change: Partial<RefundRow> & { status?: RefundStatus },
): Promise<RefundRow> {
  if (change.status && change.status !== refund.status) moveRefund(refund.status, change.status)
  const updated = { ...change, updated_at: instantNow(core.clock) }
  await tx.updateTable('refunds').set(updated).where('id', '=', refund.id).execute()
  return { ...refund, ...updated }
}
