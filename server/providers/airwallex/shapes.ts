import { z } from 'zod'

/**
 * What is read of Airwallex's answers and events (API version 2025-06-30). Statuses are open sets: a new one must not
 * make an answer unreadable.
 */

export const paymentAttempt = z.object({
  status: z.string().optional(),
  failure_code: z.string().nullish(),
  provider_original_response_code: z.string().nullish(),
})

export const paymentIntent = z.object({
  id: z.string(),
  request_id: z.string().optional(),
  status: z.string(),
  amount: z.number(),
  currency: z.string(),
  captured_amount: z.number().default(0),
  client_secret: z.string().optional(),
  latest_payment_attempt: paymentAttempt.nullish(),
})

export type PaymentIntent = z.infer<typeof paymentIntent>

export const refund = z.object({
  id: z.string(),
  request_id: z.string().optional(),
  status: z.string(),
  amount: z.number(),
  currency: z.string(),
  metadata: z.record(z.string(), z.unknown()).nullish(),
})

export type Refund = z.infer<typeof refund>

export const dispute = z.object({
  id: z.string(),
  payment_intent_id: z.string(),
  amount: z.number(),
  currency: z.string(),
  status: z.string(),
  stage: z.string().nullish(),
  reason: z.object({ type: z.string().nullish(), description: z.string().nullish() }).nullish(),
})

export const webhook = z.object({
  id: z.string(),
  url: z.string(),
  secret: z.string().nullish(),
})

export const listOf = <S extends z.ZodType>(item: S) =>
  z.object({ has_more: z.boolean().default(false), items: z.array(item) })

export const event = z.object({
  id: z.string().min(1),
  name: z.string().min(1),
  data: z.object({ object: z.unknown() }).optional(),
})
