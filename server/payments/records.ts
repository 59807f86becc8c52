import { instantNow } from '../clock.ts'
import type { Core } from '../core.ts'
import { notFound } from '../problem.ts'
import type { AttemptRow, AttemptStatus, PaymentRow, PaymentStatus } from '../store/schema.ts'
import { afterCommit, type Db, type Tx } from '../store/store.ts'
import { moveAttempt } from './attempt.ts'
import { movePayment } from './payment.ts'

/**
 * The rows of payments and attempts: locked before they are changed, and moved only through their tables. Whoever
 * changes an attempt holds its payment's lock, so that two webhooks, a payer and the reconciler take turns.
 */

/** Where what an attempt's browser goes on with is sealed to. */
export const handoverPlace = (attemptId: string): string => `attempts.client_secret:${attemptId}`

/** @throws Problem `not_found` */
export async function lockPayment(tx: Tx, paymentId: string): Promise<PaymentRow> {
  const row = await tx.selectFrom('payments').selectAll().where('id', '=', paymentId).forUpdate().executeTakeFirst()
  if (!row) throw notFound('payment')
  return row
}

export const findAttempt = (tx: Tx, attemptId: string): Promise<AttemptRow | undefined> =>
  tx.selectFrom('attempts').selectAll().where('id', '=', attemptId).executeTakeFirst()

export const readAttempt = (core: Core, attemptId: string): Promise<AttemptRow> =>
  core.store.db.selectFrom('attempts').selectAll().where('id', '=', attemptId).executeTakeFirstOrThrow()

/** By the provider's id of what is paid. */
export const findAttemptByReference = (db: Db, accountId: string, reference: string): Promise<AttemptRow | undefined> =>
  db
    .selectFrom('attempts')
    .selectAll()
    .where('account_id', '=', accountId)
    .where('provider_ref', '=', reference)
    .executeTakeFirst()

/** Locks the attempt's payment, then reads both as they now are. */
export async function lockByAttempt(tx: Tx, attemptId: string): Promise<{ payment: PaymentRow; attempt: AttemptRow }> {
  const { payment_id } = await tx
    .selectFrom('attempts')
    .select('payment_id')
    .where('id', '=', attemptId)
    .executeTakeFirstOrThrow()
  const payment = await lockPayment(tx, payment_id)
  // Only now: what it is in may have changed while we waited for the lock.
  return { payment, attempt: (await findAttempt(tx, attemptId))! }
}

/** Moves a locked payment on; whoever watches it is woken when that is durable. */
export async function updatePayment(
  core: Core,
  tx: Tx,
  payment: PaymentRow,
  change: Partial<PaymentRow> & { status?: PaymentStatus },
): Promise<PaymentRow> {
  if (change.status && change.status !== payment.status) movePayment(payment.status, change.status)
  const updated = { ...change, updated_at: instantNow(core.clock) }
  await tx.updateTable('payments').set(updated).where('id', '=', payment.id).execute()
  afterCommit(tx, () => core.changes.announce(`payment:${payment.id}`))
  return { ...payment, ...updated }
}

/** Moves it on, or changes it where it is. What it is moved to is looked at from the shortest wait on. */
export async function updateAttempt(
  core: Core,
  tx: Tx,
  attempt: AttemptRow,
  change: Partial<AttemptRow> & { status?: AttemptStatus },
): Promise<AttemptRow> {
  const isMoved = change.status !== undefined && change.status !== attempt.status
  if (isMoved) moveAttempt(attempt.status, change.status!)
  const updated = { ...change, ...(isMoved && { checks: 0 }), updated_at: instantNow(core.clock) }
  await tx.updateTable('attempts').set(updated).where('id', '=', attempt.id).execute()
  return { ...attempt, ...updated }
}
