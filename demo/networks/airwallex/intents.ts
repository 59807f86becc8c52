import { z } from 'zod'
import { type Account, timestamp } from './account.ts'
import { invalid, wrongStatus } from './errors.ts'
import { recordEvent } from './events.ts'
import { newId, randomText } from './ids.ts'
import { getIntent, type KeptIntent, presentIntent, saveIntent } from './kept-intents.ts'
import { pageOf, paging } from './lists.ts'
import { aboveLimit, readAmount, readCurrency, writeAmount } from './money.ts'

export const requestId = z.string().min(1).max(64)

/** Up to 50 pairs. */
export const metadata = z
  .record(z.string().max(50), z.string().max(500))
  .refine((pairs) => Object.keys(pairs).length <= 50, 'holds at most 50 keys')

export const cardOptions = z.strictObject({
  auto_capture: z.boolean().optional(),
  authorization_type: z.enum(['final_auth', 'pre_auth']).optional(),
})

export const intentCreateBody = z.strictObject({
  request_id: requestId,
  amount: z.number(),
  currency: z.string(),
  merchant_order_id: z.string().min(1).max(64),
  descriptor: z.string().max(32).optional(),
  metadata: metadata.optional(),
  payment_method_options: z.strictObject({ card: cardOptions.optional() }).optional(),
  return_url: z.url({ protocol: /^https?$/ }).optional(),
})

export const intentListQuery = z.strictObject({
  ...paging,
  merchant_order_id: z.string().optional(),
  currency: z.string().optional(),
  status: z.string().optional(),
})

export const intentCancelBody = z.strictObject({
  request_id: requestId,
  cancellation_reason: z.string().max(128).optional(),
})

export const intentCaptureBody = z.strictObject({ request_id: requestId, amount: z.number().optional() })

export function createIntent(account: Account, input: z.infer<typeof intentCreateBody>) {
  const currency = readCurrency(input.currency)
  const at = timestamp(account.clock.now())
  const intent: KeptIntent = {
    id: newId('int'),
    request_id: input.request_id,
    amount: readAmount(input.amount, currency),
    currency,
    merchant_order_id: input.merchant_order_id,
    descriptor: input.descriptor,
    metadata: input.metadata ?? {},
    return_url: input.return_url,
    status: 'REQUIRES_PAYMENT_METHOD',
    captured: 0,
    client_secret: randomText(64),
    autoCapture: input.payment_method_options?.card?.auto_capture ?? true,
    attempt: null,
    nextAction: null,
    created_at: at,
    updated_at: at,
  }
  saveIntent(account, intent)
  recordEvent(account, 'payment_intent.created', presentIntent(intent))
  return presentIntent(intent)
}

export const showIntent = (account: Account, id: string) => presentIntent(getIntent(account, id))

/** Newest first. */
export function listIntents(account: Account, query: z.infer<typeof intentListQuery>) {
  const found = account.books
    .listBack<KeptIntent>('payment_intent')
    .map(({ document }) => document)
    .filter(
      (intent) =>
        (query.merchant_order_id === undefined || intent.merchant_order_id === query.merchant_order_id) &&
        (query.currency === undefined || intent.currency === query.currency) &&
        (query.status === undefined || intent.status === query.status),
    )
  return pageOf(found.map(presentIntent), query)
}

/** Gives an intent up. An authorisation that it held is released. */
export function cancelIntent(account: Account, id: string, input: z.infer<typeof intentCancelBody>) {
  const intent = getIntent(account, id)
  if (intent.status === 'SUCCEEDED' || intent.status === 'CANCELLED') throw wrongStatus(intent.status, 'cancel')
  if (intent.attempt && intent.attempt.status !== 'FAILED') intent.attempt.status = 'CANCELLED'
  intent.status = 'CANCELLED'
  intent.nextAction = null
  intent.cancelled_at = timestamp(account.clock.now())
  intent.cancellation_reason = input.cancellation_reason
  saveIntent(account, intent)
  recordEvent(account, 'payment_intent.cancelled', presentIntent(intent))
  return presentIntent(intent)
}

/** Takes what was authorised, or a part of it; the rest is released. */
export function captureIntent(account: Account, id: string, input: z.infer<typeof intentCaptureBody>) {
  const intent = getIntent(account, id)
  if (intent.status !== 'REQUIRES_CAPTURE' || !intent.attempt) throw wrongStatus(intent.status, 'capture')
  const amount = input.amount === undefined ? intent.amount : readAmount(input.amount, intent.currency)
  if (amount > intent.amount) throw aboveLimit(input.amount!, writeAmount(intent.amount, intent.currency))
  takeMoney(account, intent, amount)
  return presentIntent(intent)
}

/** @param amount in the smallest unit. */
export function takeMoney(account: Account, intent: KeptIntent, amount: number) {
  if (!intent.attempt) throw invalid('payment_method', 'payment_method must be provided')
  intent.attempt.status = 'CAPTURE_REQUESTED'
  intent.attempt.captured = amount
  intent.captured = amount
  intent.status = 'SUCCEEDED'
  intent.nextAction = null
  saveIntent(account, intent)
  recordEvent(account, 'payment_intent.succeeded', presentIntent(intent))
}
