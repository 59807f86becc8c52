import { randomUUID } from 'node:crypto'
import type { Owner } from '../accounts/owner.ts'
import { type Instant, instantNow } from '../clock.ts'
import type { Core } from '../core.ts'
import { requireCoupon } from '../coupons/coupons.ts'
import { giveBackCoupon } from '../coupons/reserving.ts'
import { getCustomer, matchCustomer } from '../customers/customers.ts'
import { conflict, invalid, notFound, Problem } from '../problem.ts'
import { requireProducts } from '../products/products.ts'
import { prepared, preparedInsert } from '../store/prepared.ts'
import type { AttemptRow, Mode, PaymentRow } from '../store/schema.ts'
import type { Db, Tx } from '../store/store.ts'
import { OPEN_STATUSES } from './attempt.ts'
import { tellApp } from './events.ts'
import { inMillis, voidAttempt } from './outcomes.ts'
import { canBePaid } from './payment.ts'
import { lockPayment, updateAttempt, updatePayment } from './records.ts'

export interface NewPayment {
  amount: bigint
  currency: string
  description: string | null
  externalRef: string | null
  /** A customer of the app's; else one is matched by e-mail. */
  customerId: string | null
  customerEmail: string | null
  customerName: string | null
  productIds: string[]
  couponCode: string | null
  /** The payment link it is made through, and the visitor's address as seen when its page was loaded. */
  linkId: string | null
  payerAddress: string | null
  successUrl: string | null
  cancelUrl: string | null
  metadata: Record<string, string>
  expiresAt: Instant
}

/**
 * Its coupon's dates and conditions are looked at now, and not again when it is paid. It holds no place in the coupon's
 * limit before a payer starts to pay.
 * @throws Problem `invalid` that names the customer, product or coupon that cannot be.
 */
export async function createPayment(core: Core, tx: Tx, owner: Owner, order: NewPayment): Promise<PaymentRow> {
  const now = instantNow(core.clock)
  const customer = await customerOf(core, tx, owner, order)
  await requireProducts(tx, owner, order.productIds, { onSale: true })
  const reduction = order.couponCode === null ? null : await requireCoupon(core, tx, owner, order.couponCode, order)
  const payment: PaymentRow = {
    id: randomUUID(),
    app_id: owner.appId,
    mode: owner.mode,
    status: 'pending',
    amount: order.amount,
    discount_amount: reduction?.discount ?? 0n,
    refunded_amount: 0n,
    currency: order.currency,
    description: order.description,
    external_ref: order.externalRef,
    customer_id: customer.id,
    customer_email: customer.email,
    coupon_code: reduction?.coupon.code ?? null,
    coupon_id: reduction?.coupon.id ?? null,
    product_ids: JSON.stringify(order.productIds),
    link_id: order.linkId,
    payer_address: order.payerAddress,
    unrouted: null,
    provider: null,
    declines: 0,
    decline: null,
    success_url: order.successUrl,
    cancel_url: order.cancelUrl,
    metadata: JSON.stringify(order.metadata),
    key_id: owner.keyId ?? null,
    expires_at: order.expiresAt,
    created_at: now,
    updated_at: now,
    succeeded_at: null,
  }
  await insertPayment(tx, payment)
  return payment
}

async function customerOf(
  core: Core,
  tx: Tx,
  owner: Owner,
  { customerId, customerEmail: email, customerName: name }: NewPayment,
): Promise<{ id: string | null; email: string | null }> {
  if (customerId === null) return { id: email ? await matchCustomer(core, tx, { ...owner, email, name }) : null, email }
  return getCustomer(tx, owner, customerId).catch((error) => {
    const missing = error instanceof Problem && error.kind === 'not_found'
    throw missing ? invalid('customer_id', 'is no customer of this app: send an id of GET /v1/customers') : error
  })
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
  'coupon_id',
  'product_ids',
  'link_id',
  'payer_address',
  'unrouted',
  'provider',
  'declines',
  'decline',
  'success_url',
  'cancel_url',
  'metadata',
  'key_id',
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
 * A payer who is asked for 3-D Secure, or looks at a provider's page, can still be cut off: what they would pay is
 * closed at its provider, so that the payment can then be cancelled. Where that does not succeed it stays as it is.
 * @throws Problem `not_found`
 */
export async function stopWaiting(core: Core, owner: Owner, id: string): Promise<void> {
  const { status } = await getPayment(core.store.db, owner, id)
  if (status !== 'requires_action') return
  const open = await core.store.transaction((tx) => findOpenAttempt(tx, id))
  if (open) await voidAttempt(core, open.id)
}

/**
 * Ends a payment that nobody has paid.
 * @throws Problem `conflict` while money may be moving, and when it is over.
 */
export async function cancelPayment(core: Core, tx: Tx, owner: Owner, id: string): Promise<PaymentRow> {
  await getPayment(tx, owner, id)
  const payment = await lockPayment(tx, id)
  if (!canBePaid(payment.status)) {
    throw conflict('wrong_state', `A payment that is ${payment.status} cannot be cancelled.`)
  }
  return cancel(core, tx, payment)
}

async function cancel(core: Core, tx: Tx, payment: PaymentRow): Promise<PaymentRow> {
  await withdrawPrepared(core, tx, payment)
  await giveBackCoupon(tx, payment)
  const cancelled = await updatePayment(core, tx, payment, { status: 'cancelled', provider: null })
  await tellApp(core, tx, 'payment.cancelled', cancelled)
  return cancelled
}

/** What was prepared for the payer is closed at its provider by the reconciler: nobody can pay it any more. */
export async function withdrawPrepared(core: Core, tx: Tx, payment: PaymentRow): Promise<void> {
  const open = await findOpenAttempt(tx, payment.id)
  if (open?.status !== 'ready') return
  await updateAttempt(core, tx, open, { status: 'closing', check_at: instantNow(core.clock) })
}

const findOpenAttempt = (tx: Tx, paymentId: string): Promise<AttemptRow | undefined> =>
  tx
    .selectFrom('attempts')
    .selectAll()
    .where('payment_id', '=', paymentId)
    .where('status', 'in', OPEN_STATUSES)
    .executeTakeFirst()

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
