import { randomUUID } from 'node:crypto'
import { type Instant, instantNow } from '../clock.ts'
import type { Core } from '../core.ts'
import { matchCustomer } from '../customers/customers.ts'
import { conflict, notFound } from '../problem.ts'
import { prepared, preparedInsert } from '../store/prepared.ts'
import type { AttemptRow, Mode, PaymentRow } from '../store/schema.ts'
import type { Db, Tx } from '../store/store.ts'
import { OPEN_STATUSES } from './attempt.ts'
import { tellApp } from './events.ts'
import { inMillis } from './outcomes.ts'
import { lockPayment, updateAttempt, updatePayment } from './records.ts'

/** Whose payments: every look-up is bounded by both. */
export interface Owner {
  appId: string
  mode: Mode
}

export interface NewPayment {
  amount: bigint
  currency: string
  description: string | null
  externalRef: string | null
  customerEmail: string | null
  customerName: string | null
  successUrl: string | null
  cancelUrl: string | null
  metadata: Record<string, string>
  expiresAt: Instant
}

export async function createPayment(core: Core, tx: Tx, owner: Owner, order: NewPayment): Promise<PaymentRow> {
  const now = instantNow(core.clock)
  const email = order.customerEmail
  const payment: PaymentRow = {
    id: randomUUID(),
    app_id: owner.appId,
    mode: owner.mode,
    status: 'pending',
    amount: order.amount,
    discount_amount: 0n,
    refunded_amount: 0n,
    currency: order.currency,
    description: order.description,
    external_ref: order.externalRef,
    customer_id: email ? await matchCustomer(core, tx, { ...owner, email, name: order.customerName }) : null,
    customer_email: email,
    coupon_code: null,
    provider: null,
    declines: 0,
    decline: null,
    success_url: order.successUrl,
    cancel_url: order.cancelUrl,
    metadata: JSON.stringify(order.metadata),
    expires_at: order.expiresAt,
    created_at: now,
    updated_at: now,
    succeeded_at: null,
  }
  await insertPayment(tx, payment)
  return payment
}

const insertPayment = preparedInsert('payments', [
  'id',
  'app_id',
  'mode',
  'status',
  'amount',
  'discount_amount',
  'refunded_amount',
  'currency',
  'description',
  'external_ref',
  'customer_id',
  'customer_email',
  'coupon_code',
  'provider',
  'declines',
  'decline',
  'success_url',
  'cancel_url',
  'metadata',
  'expires_at',
  'created_at',
  'updated_at',
  'succeeded_at',
])

/** @throws Problem `not_found`, also for a payment that is somebody else's. */
export async function getPayment(db: Db, owner: Owner, id: string): Promise<PaymentRow> {
  const [row] = await paymentOfOwner(db, id, owner.appId, owner.mode)
  if (!row) throw notFound('payment')
  return row
}

const paymentOfOwner = prepared((db, id: string, appId: string, mode: Mode) =>
  db.selectFrom('payments').selectAll().where('id', '=', id).where('app_id', '=', appId).where('mode', '=', mode),
)

/** In the order in which they were made. */
export const listAttempts = (db: Db, paymentId: string): Promise<AttemptRow[]> =>
  db.selectFrom('attempts').selectAll().where('payment_id', '=', paymentId).orderBy('number').execute()

/**
 * Ends a payment that nobody has paid.
 * @throws Problem `conflict` while money may be moving, and when it is over.
 */
export async function cancelPayment(core: Core, tx: Tx, owner: Owner, id: string): Promise<PaymentRow> {
  await getPayment(tx, owner, id)
  const payment = await lockPayment(tx, id)
  if (payment.status !== 'pending' && payment.status !== 'failed') {
    throw conflict('wrong_state', `A payment that is ${payment.status} cannot be cancelled.`)
  }
  return cancel(core, tx, payment)
}

/** What was prepared for the payer is closed at its provider by the reconciler: nobody can pay it any more. */
async function cancel(core: Core, tx: Tx, payment: PaymentRow): Promise<PaymentRow> {
  const open = await tx
    .selectFrom('attempts')
    .selectAll()
    .where('payment_id', '=', payment.id)
    .where('status', 'in', OPEN_STATUSES)
    .executeTakeFirst()
  if (open?.status === 'ready') {
    await updateAttempt(core, tx, open, { status: 'closing', check_at: instantNow(core.clock) })
  }
  const cancelled = await updatePayment(core, tx, payment, { status: 'cancelled', provider: null })
  await tellApp(core, tx, 'payment.cancelled', cancelled)
  return cancelled
}

const EXPIRED_AT_ONCE = 100

/**
 * Cancels payments whose time is over. One that is being paid is left until that is decided.
 * @returns whether there may be more to do now.
 */
export async function expireDuePayments(core: Core): Promise<boolean> {
  return core.store.transaction(async (tx) => {
    const due = await tx
      .selectFrom('payments')
      .selectAll()
      .where('status', 'in', ['pending', 'failed'])
      .where('expires_at', '<=', inMillis(core, 0))
      .orderBy('expires_at')
      .limit(EXPIRED_AT_ONCE)
      .forUpdate()
      .skipLocked()
      .execute()
    for (const payment of due) await cancel(core, tx, payment)
    return due.length === EXPIRED_AT_ONCE
  })
}
