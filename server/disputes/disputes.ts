import type { Owner } from '../accounts/owner.ts'
import { instantNow } from '../clock.ts'
import type { Core } from '../core.ts'
import { type Page, pageOf } from '../http/lists.ts'
import { newId } from '../ids.ts'
import { findAttemptByReference, lockByAttempt } from '../payments/records.ts'
import { notFound } from '../problem.ts'
import type { DisputeNotice } from '../providers/provider.ts'
import type { DisputeRow, PaymentRow } from '../store/schema.ts'
import type { Db, Tx } from '../store/store.ts'
import { emit } from '../webhooks/outbox.ts'
import { type DisputeStatus, moveDispute, movesOn } from './dispute.ts'

/**
 * What a provider tells of a dispute. The same may be told any number of times, and in any order. One that is first
 * heard of when it is over is told to the app as opened, and then as closed.
 */
export async function applyDispute(core: Core, accountId: string, notice: DisputeNotice): Promise<void> {
  const attempt = await findAttemptByReference(core.store.db, accountId, notice.paymentReference)
  if (!attempt) {
    // The account is used elsewhere too.
    core.logger.info({ account: accountId, dispute: notice.reference }, 'dispute of a payment not known here')
    return
  }
  await core.store.transaction(async (tx) => {
    // The same lock as a refund's: either that is written before the dispute, or refused because of it.
    const { payment } = await lockByAttempt(tx, attempt.id)
    const known = await findByReference(tx, accountId, notice.reference)
    const dispute = known
      ? await learn(core, tx, known, notice)
      : await open(core, tx, payment, { ...notice, accountId })
    if (!movesOn(dispute.status, notice.state)) return
    const closed = await updateDispute(core, tx, dispute, { status: notice.state })
    await tellApp(core, tx, 'payment.dispute_closed', payment, closed)
  })
}

async function open(
  core: Core,
  tx: Tx,
  payment: PaymentRow,
  { accountId, reference, amount, currency, reason }: DisputeNotice & { accountId: string },
): Promise<DisputeRow> {
  const now = instantNow(core.clock)
  const dispute: DisputeRow = {
    id: newId('dsp_'),
    payment_id: payment.id,
    account_id: accountId,
    app_id: payment.app_id,
    mode: payment.mode,
    provider_ref: reference,
    amount,
    currency,
    status: 'open',
    reason,
    created_at: now,
    updated_at: now,
  }
  await tx.insertInto('disputes').values(dispute).execute()
  await tellApp(core, tx, 'payment.disputed', payment, dispute)
  return dispute
}

/** Amount and reason can become clearer while it is open. */
async function learn(core: Core, tx: Tx, dispute: DisputeRow, notice: DisputeNotice): Promise<DisputeRow> {
  const { amount, currency } = notice
  const reason = notice.reason ?? dispute.reason
  const isNew = amount !== dispute.amount || currency !== dispute.currency || reason !== dispute.reason
  if (dispute.status !== 'open' || !isNew) return dispute
  return updateDispute(core, tx, dispute, { amount, currency, reason })
}

async function updateDispute(
  core: Core,
  tx: Tx,
  dispute: DisputeRow,
  change: Partial<DisputeRow> & { status?: DisputeStatus },
): Promise<DisputeRow> {
  if (change.status) moveDispute(dispute.status, change.status)
  const updated = { ...change, updated_at: instantNow(core.clock) }
  await tx.updateTable('disputes').set(updated).where('id', '=', dispute.id).execute()
  return { ...dispute, ...updated }
}

const findByReference = (tx: Tx, accountId: string, reference: string): Promise<DisputeRow | undefined> =>
  tx
    .selectFrom('disputes')
    .selectAll()
    .where('account_id', '=', accountId)
    .where('provider_ref', '=', reference)
    .executeTakeFirst()

/** `amount` and `status` are the payment's, as in every event of a payment; what is disputed has names of its own. */
const tellApp = (
  core: Core,
  tx: Tx,
  type: 'payment.disputed' | 'payment.dispute_closed',
  payment: PaymentRow,
  dispute: DisputeRow,
): Promise<void> =>
  emit(core, tx, {
    dialect: 'paylinq',
    ownerId: payment.app_id,
    mode: payment.mode,
    type,
    subjectId: payment.id,
    payload: {
      payment_id: payment.id,
      external_ref: payment.external_ref,
      amount: Number(payment.amount),
      discount_amount: Number(payment.discount_amount),
      currency: payment.currency,
      status: payment.status,
      dispute_id: dispute.id,
      dispute_status: dispute.status,
      disputed_amount: Number(dispute.amount),
      disputed_currency: dispute.currency,
      reason: dispute.reason,
    },
  })

/** @throws Problem `not_found`, also for a dispute that is somebody else's. */
export async function getDispute(db: Db, owner: Owner, id: string): Promise<DisputeRow> {
  const row = await db
    .selectFrom('disputes')
    .selectAll()
    .where('id', '=', id)
    .where('app_id', '=', owner.appId)
    .where('mode', '=', owner.mode)
    .executeTakeFirst()
  if (!row) throw notFound('dispute')
  return row
}

export interface DisputeFilter {
  paymentId?: string | undefined
  status?: DisputeStatus | undefined
}

/** Newest first, one more than the page's limit where there are more. */
export function listDisputes(
  db: Db,
  owner: Owner,
  { paymentId, status }: DisputeFilter,
  page: Page,
): Promise<DisputeRow[]> {
  const found = db
    .selectFrom('disputes')
    .selectAll()
    .where('app_id', '=', owner.appId)
    .where('mode', '=', owner.mode)
    .$if(paymentId !== undefined, (query) => query.where('payment_id', '=', paymentId!))
    .$if(status !== undefined, (query) => query.where('status', '=', status!))
  return pageOf(found, page).execute()
}
