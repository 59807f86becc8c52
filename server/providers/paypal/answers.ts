import { z } from 'zod'

/**
 * What PayPal answers, as far as we read it. More fields than these are there, and more will come.
 * https://developer.paypal.com/docs/api/orders/v2/ and …/payments/v2/
 */

export const money = z.object({ currency_code: z.string(), value: z.string() })

const links = z.array(z.object({ href: z.string(), rel: z.string() })).default([])

const statusDetails = z.object({ reason: z.string().optional() }).optional()

export const capture = z.object({
  id: z.string().min(1),
  status: z.enum(['COMPLETED', 'DECLINED', 'PARTIALLY_REFUNDED', 'PENDING', 'REFUNDED', 'FAILED']),
  status_details: statusDetails,
  amount: money,
  seller_receivable_breakdown: z.object({ paypal_fee: money.optional() }).optional(),
  supplementary_data: z.object({ related_ids: z.object({ order_id: z.string().optional() }).optional() }).optional(),
  links,
})

export const refund = z.object({
  id: z.string().min(1),
  status: z.enum(['CANCELLED', 'FAILED', 'PENDING', 'COMPLETED']),
  status_details: statusDetails,
  custom_id: z.string().optional(),
  amount: money.optional(),
})

export const order = z.object({
  id: z.string().min(1),
  status: z.enum(['CREATED', 'SAVED', 'APPROVED', 'VOIDED', 'COMPLETED', 'PAYER_ACTION_REQUIRED']),
  purchase_units: z
    .array(
      z.object({
        payments: z.object({ captures: z.array(capture).default([]), refunds: z.array(refund).default([]) }).optional(),
      }),
    )
    .default([]),
  links,
})

const webhook = z.object({
  id: z.string().min(1),
  url: z.string(),
  event_types: z.array(z.object({ name: z.string() })).default([]),
})

export const createdWebhook = webhook.pick({ id: true })
export const webhooks = z.object({ webhooks: z.array(webhook).default([]) })
export const eventTypes = z.object({ event_types: z.array(z.object({ name: z.string() })) })

export const token = z.object({ access_token: z.string().min(1), expires_in: z.number().nonnegative() })

/** Both forms that errors have: the second is the login's. */
export const failure = z.object({
  name: z.string().optional(),
  message: z.string().optional(),
  error_description: z.string().optional(),
  details: z.array(z.object({ issue: z.string().optional(), description: z.string().optional() })).default([]),
})

export const dispute = z.object({
  dispute_id: z.string().min(1),
  status: z.string(),
  reason: z.string().optional(),
  dispute_amount: money,
  disputed_transactions: z.array(z.object({ seller_transaction_id: z.string().optional() })).default([]),
  dispute_outcome: z.object({ outcome_code: z.string().optional() }).optional(),
})

export const event = z.object({ id: z.string().min(1), event_type: z.string(), resource: z.unknown() })

export type Money = z.infer<typeof money>
export type Capture = z.infer<typeof capture>
export type Refund = z.infer<typeof refund>
export type PaypalOrder = z.infer<typeof order>
export type Dispute = z.infer<typeof dispute>
export type PaypalEvent = z.infer<typeof event>
