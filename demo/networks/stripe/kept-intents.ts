import type Stripe from 'stripe'
import type { Account } from './account.ts'
import { noSuch } from './errors.ts'

export const saveIntent = (account: Account, intent: Stripe.PaymentIntent) =>
  account.books.put('payment_intent', intent.id, intent)

/** `param` is the parameter that named it. */
export function getIntent(account: Account, id: string, param = 'intent'): Stripe.PaymentIntent {
  const intent = account.books.get<Stripe.PaymentIntent>('payment_intent', id)
  if (!intent) throw noSuch('payment_intent', id, param)
  return intent
}

/** What the publishable key may see of an intent, in the order in which Stripe writes it. */
const PUBLIC = [
  'id',
  'object',
  'amount',
  'amount_details',
  'automatic_payment_methods',
  'canceled_at',
  'cancellation_reason',
  'capture_method',
  'client_secret',
  'confirmation_method',
  'created',
  'currency',
  'description',
  'last_payment_error',
  'livemode',
  'next_action',
  'payment_method',
  'payment_method_types',
  'processing',
  'receipt_email',
  'setup_future_usage',
  'shipping',
  'source',
  'status',
] as const

/** An intent as browsers get it: without metadata, charges and what else is the merchant's own. */
export const forBrowser = (intent: Stripe.PaymentIntent) =>
  Object.fromEntries(PUBLIC.map((name) => [name, intent[name] ?? null])) as unknown as Stripe.PaymentIntent
