import type { Core } from '../core.ts'
import type { PaymentRow } from '../store/schema.ts'
import type { Tx } from '../store/store.ts'
import { emit } from '../webhooks/outbox.ts'

export type PaymentEventType =
  | 'payment.succeeded'
  | 'payment.failed'
  | 'payment.cancelled'
  | 'payment.requires_action'
  /** A second or unwanted capture was given back by itself; `refunded_amount` is not touched by it. */
  | 'payment.duplicate_refunded'

/** Tells the app, with the payment as it now is. `amount` is the order's, before any discount. */
export function tellApp(core: Core, tx: Tx, type: PaymentEventType, payment: PaymentRow): Promise<void> {
  return emit(core, tx, {
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
    },
  })
}
