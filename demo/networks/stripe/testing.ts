import Stripe from 'stripe'
import type { StandIn } from '../stand-in.ts'
import { movableClock, rejectionOf, startTestStandIn } from '../testing.ts'
import { stripeService } from './stripe.ts'

/** What the tests of the stand-in start from. */

export { movableClock, startReceiver } from '../testing.ts'

export const SECRET_KEY = 'sk_test_sandbox000000000000'
export const PUBLISHABLE_KEY = 'pk_test_sandbox000000000000'

/** A running stand-in, stopped when the test is over. */
export async function startStripe({ clock = movableClock(), booksFile = ':memory:' } = {}): Promise<StandIn> {
  const open = stripeService({
    clock,
    booksFile,
    secretKey: SECRET_KEY,
    publishableKey: PUBLISHABLE_KEY,
    webhookRetryDelays: [1, 1, 1],
  })
  const { standIn } = await startTestStandIn('stripe', clock, open)
  return standIn
}

/** The official client, pointed at the stand-in. */
export function clientOf({ url }: StandIn, key = SECRET_KEY): Stripe {
  const { hostname, port } = new URL(url)
  return new Stripe(key, { host: hostname, port, protocol: 'http', maxNetworkRetries: 0, telemetry: false })
}

/** What a promise is rejected with, as one of stripe-node's errors. */
export async function errorOf(promise: Promise<unknown>): Promise<InstanceType<typeof Stripe.errors.StripeError>> {
  const outcome = await rejectionOf(promise)
  if (outcome instanceof Stripe.errors.StripeError) return outcome
  throw new Error('Expected the request to be refused by Stripe', { cause: outcome })
}

/** Posts a form without the client: for what the client would not send. */
export function post(
  standIn: StandIn,
  path: string,
  form: Record<string, string>,
  headers: Record<string, string> = {},
) {
  return fetch(standIn.url + path, {
    method: 'POST',
    headers: { authorization: `Bearer ${SECRET_KEY}`, ...headers },
    body: new URLSearchParams(form),
  })
}

/** How a merchant's server would create an intent that is confirmed without redirects. */
export const forCards = { enabled: true, allow_redirects: 'never' } as const

/** Confirms as Stripe.js does: publishable key and client secret, the card's data in the request. */
export async function confirmInBrowser(standIn: StandIn, intent: Stripe.PaymentIntent, number: string) {
  const response = await fetch(`${standIn.url}/v1/payment_intents/${intent.id}/confirm`, {
    method: 'POST',
    body: new URLSearchParams({
      key: PUBLISHABLE_KEY,
      client_secret: intent.client_secret!,
      use_stripe_sdk: 'true',
      'payment_method_data[type]': 'card',
      'payment_method_data[card][number]': number,
      'payment_method_data[card][exp_month]': '12',
      'payment_method_data[card][exp_year]': '2030',
      'payment_method_data[card][cvc]': '123',
    }),
  })
  const body = (await response.json()) as Stripe.PaymentIntent & { error?: Record<string, unknown> }
  return { status: response.status, body }
}
