import { z } from 'zod'
import { listQuery } from '../http/lists.ts'
import type { AttemptRow, PaymentRow } from '../store/schema.ts'
import { amount, currency, instant, metadata, productIds, text, webUrl } from './fields.ts'
import { PAYMENT_TRANSITIONS } from './payment.ts'

/** Wire types of the payment endpoints, and how rows are presented in them. */

export const newPayment = z
  .object({
    amount,
    currency,
    description: text(1_000).nullish().describe('Shown to the payer.'),
    external_ref: text(255).nullish().describe("The order's id in your system; comes back in webhooks."),
    customer_id: z.string().max(255).nullish().describe('A customer; in place of customer_email.'),
    customer_email: z.email().max(255).nullish().describe('Finds or makes the customer.'),
    customer_name: text(255).nullish(),
    product_ids: productIds.nullish().describe('What is paid for, for coupons that are for some products only.'),
    coupon_code: text(255).nullish().describe('Sets discount_amount; the payer may take it back or enter another.'),
    success_url: webUrl.nullish().describe('Where the payer goes on, with `payment_id` and `status` appended.'),
    cancel_url: webUrl.nullish(),
    metadata: metadata.nullish(),
    expires_at: instant.nullish().describe('Default: in 24 hours.'),
  })
  .refine((order) => !order.customer_id || !order.customer_email, {
    path: ['customer_id'],
    message: 'cannot go with customer_email: send one of them',
  })

const status = z.enum(Object.keys(PAYMENT_TRANSITIONS) as [PaymentRow['status'], ...PaymentRow['status'][]])

export const paymentQuery = z.object({
  ...listQuery,
  status: status.optional(),
  customer_id: z.string().max(255).optional(),
  external_ref: z.string().max(255).optional(),
  link_id: z.string().max(255).optional().describe('Made through this payment link.'),
})

export const paymentAnswer = z.object({
  id: z.uuid(),
  amount: z.int(),
  discount_amount: z.int(),
  refunded_amount: z.int(),
  currency: z.string(),
  status,
  description: z.string().nullable(),
  external_ref: z.string().nullable(),
  customer_id: z.string().nullable(),
  customer_email: z.string().nullable(),
  coupon_code: z.string().nullable(),
  provider: z.string().nullable().describe('Null until one is chosen.'),
  payment_url: z.url().describe('The hosted page; `?embed=1` in an iframe.'),
  metadata: z.record(z.string(), z.string()),
  expires_at: z.iso.datetime(),
  created_at: z.iso.datetime(),
  updated_at: z.iso.datetime(),
})

const routing = z.array(z.object({ provider: z.string(), decision: z.enum(['chosen', 'skipped']), reason: z.string() }))

const attemptAnswer = z.object({
  id: z.string(),
  provider: z.string(),
  method: z.string(),
  status: z.string(),
  decline_reason: z.string().nullable(),
  message: z.string().nullable().describe("The provider's own words."),
  routing,
  created_at: z.iso.datetime(),
  updated_at: z.iso.datetime(),
})

export const attemptsAnswer = z.object({
  data: z.array(attemptAnswer),
  unrouted: routing
    .nullable()
    .describe('Why no provider could be asked the last time one was looked for; null when one was.'),
})

export function presentPayment(payment: PaymentRow, publicUrl: string): z.input<typeof paymentAnswer> {
  return {
    id: payment.id,
    amount: Number(payment.amount),
    discount_amount: Number(payment.discount_amount),
    refunded_amount: Number(payment.refunded_amount),
    currency: payment.currency,
    status: payment.status,
    description: payment.description,
    external_ref: payment.external_ref,
    customer_id: payment.customer_id,
    customer_email: payment.customer_email,
    coupon_code: payment.coupon_code,
    provider: payment.provider,
    payment_url: `${publicUrl}/pay/${payment.id}`,
    metadata: JSON.parse(payment.metadata),
    expires_at: payment.expires_at,
    created_at: payment.created_at,
    updated_at: payment.updated_at,
  }
}

const presentAttempt = (attempt: AttemptRow): z.input<typeof attemptAnswer> => ({
  id: attempt.id,
  provider: attempt.provider,
  method: attempt.method,
  status: attempt.status,
  decline_reason: attempt.decline,
  message: attempt.message,
  routing: JSON.parse(attempt.choices),
  created_at: attempt.created_at,
  updated_at: attempt.updated_at,
})

export const presentAttempts = (payment: PaymentRow, attempts: AttemptRow[]): z.input<typeof attemptsAnswer> => ({
  data: attempts.map(presentAttempt),
  unrouted: payment.unrouted === null ? null : JSON.parse(payment.unrouted),
})
