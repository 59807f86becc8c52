import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import Stripe from 'stripe'
import { onTestFinished } from 'vitest'
import { type StandIn, startStandIn } from '../stand-in.ts'
import { stripeService } from './stripe.ts'

/** What the tests of the stand-in start from. */

export const SECRET_KEY = 'sk_test_sandbox000000000000'
export const PUBLISHABLE_KEY = 'pk_test_sandbox000000000000'

/** A clock that stands still until it is moved. */
export function movableClock(at = Date.UTC(2026, 10, 20, 12)) {
  let now = at
  return {
    now: () => now,
    advance(ms: number) {
      now += ms
    },
  }
}

/** A running stand-in, stopped when the test is over. */
export async function startStripe({ clock = movableClock(), booksFile = ':memory:' } = {}): Promise<StandIn> {
  const standIn = await startStandIn({
    name: 'stripe',
    port: 0,
    clock,
    service: stripeService({
      clock,
      booksFile,
      secretKey: SECRET_KEY,
      publishableKey: PUBLISHABLE_KEY,
      webhookRetryDelays: [1, 1, 1],
    }),
  })
  let stopped: Promise<void> | undefined
  const stop = () => {
    stopped ??= standIn.stop()
    return stopped
  }
  onTestFinished(stop)
  return { ...standIn, stop }
}

/** The official client, pointed at the stand-in. */
export function clientOf({ url }: StandIn, key = SECRET_KEY): Stripe {
  const { hostname, port } = new URL(url)
  return new Stripe(key, { host: hostname, port, protocol: 'http', maxNetworkRetries: 0, telemetry: false })
}

/** What a promise is rejected with, as one of stripe-node's errors. */
export async function errorOf(promise: Promise<unknown>): Promise<InstanceType<typeof Stripe.errors.StripeError>> {
  const outcome = await promise.then(
    () => undefined,
    (error: unknown) => error,
  )
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

export interface ReceivedWebhook {
  body: string
  signature: string
}

/** A receiver of webhooks that answers with the statuses it is given, and then 200. */
export async function startReceiver(...statuses: number[]) {
  const received: ReceivedWebhook[] = []
  const waiting: (() => void)[] = []
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = []
    for await (const chunk of request) chunks.push(chunk)
    received.push({
      body: Buffer.concat(chunks).toString(),
      signature: String(request.headers['stripe-signature']),
    })
    response.writeHead(statuses.shift() ?? 200).end()
    for (const wake of waiting.splice(0)) wake()
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => {
    server.closeAllConnections()
    server.close()
  })
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/hook`,
    received,
    /** Resolves once `count` webhooks have come. */
    async until(count: number) {
      while (received.length < count) await new Promise<void>((resolve) => waiting.push(resolve))
      return received
    },
  }
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
