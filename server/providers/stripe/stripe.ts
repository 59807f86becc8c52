import Stripe from 'stripe'
import { z } from 'zod'
import type { Config, StripeAddress } from '../../config.ts'
import { currencyExponent } from '../../money/currency.ts'
import { formatDecimal } from '../../money/decimal.ts'
import { asUnknown, type BrowserOrigins, type ProviderAccount, ProviderFailure } from '../provider.ts'
import { giveBack } from '../returning.ts'
import { STRIPE_MAXIMUM, stripeMinimum, toStripeAmount } from './amounts.ts'
import { call } from './failure.ts'
import { BALANCE_TRANSACTION, EVENTS, givenBackOf, noticeOf, outcomeOf, refundOutcomeOf } from './reading.ts'

export const stripeCredentials = z.object({
  /** `sk_…` or a restricted `rk_…`. */
  secretKey: z.string().regex(/^(sk|rk)_(test|live)_\w+$/, 'must be a Stripe secret key: sk_test_… or sk_live_…'),
  publishableKey: z.string().regex(/^pk_(test|live)_\w+$/, 'must be a Stripe publishable key: pk_test_… or pk_live_…'),
  /** `whsec_…` of the webhook endpoint that points here; empty until there is one. */
  webhookSecret: z.string().default(''),
})

export type StripeCredentials = z.infer<typeof stripeCredentials>

/** One Stripe account, through Stripe's own client. An attempt is a PaymentIntent. */
export function stripeAccount(
  credentials: StripeCredentials,
  config: Pick<Config, 'stripe' | 'providerTimeout'>,
): ProviderAccount {
  const api = new URL(config.stripe.apiUrl)
  const stripe = new Stripe(credentials.secretKey, {
    host: api.hostname,
    port: api.port || (api.protocol === 'https:' ? 443 : 80),
    protocol: api.protocol === 'https:' ? 'https' : 'http',
    // What may be repeated is decided by what the attempt is in, not by the client.
    maxNetworkRetries: 0,
    timeout: config.providerTimeout,
    telemetry: false,
  })

  const account: ProviderAccount = {
    cannotTake(method, amount, currency) {
      if (method !== 'card') return `takes no ${method}`
      const stripeAmount = toStripeAmount(amount, currency)
      if (stripeAmount === null) return `cannot charge this amount of ${currency} exactly`
      if (stripeAmount > STRIPE_MAXIMUM) return 'charges no more than eight digits at once'
      const minimum = stripeMinimum(currency)
      if (amount < minimum) {
        const digits = currencyExponent(currency)
        return `charges at least ${formatDecimal(minimum, digits, digits)} ${currency}`
      }
      return null
    },

    async create({ key, paymentId, amount, currency, description }) {
      const intent = await call(() =>
        stripe.paymentIntents.create(
          {
            amount: Number(toStripeAmount(amount, currency)),
            currency: currency.toLowerCase(),
            allowed_payment_method_types: ['card'],
            ...(description && { description }),
            metadata: { paylink_payment: paymentId, paylink_attempt: key },
          },
          { idempotencyKey: key },
        ),
      )
      if (!intent.client_secret) throw new ProviderFailure('unknown', 'Stripe answered without a client secret.')
      return { reference: intent.id, handover: intent.client_secret }
    },

    read: async (reference) =>
      outcomeOf(await call(() => stripe.paymentIntents.retrieve(reference, { expand: [BALANCE_TRANSACTION] }))),

    async close(reference) {
      try {
        return outcomeOf(await call(() => stripe.paymentIntents.cancel(reference)))
      } catch (error) {
        // It cannot be cancelled in the state it is in: look which that is.
        if (error instanceof ProviderFailure && error.certainty === 'refused') return account.read(reference)
        throw error
      }
    },

    // Stripe keeps keys for a day at least, so what may have been asked for before that is looked for.
    async refund({ key, reference, amount, currency, again }) {
      const written = toStripeAmount(amount, currency)
      if (written === null) throw new ProviderFailure('refused', `Stripe cannot give back exactly this in ${currency}.`)
      const made = again ? await findRefund(reference, key).catch(asUnknown) : undefined
      const refund =
        made ??
        (await call(() =>
          stripe.refunds.create(
            {
              payment_intent: reference,
              amount: Number(written),
              metadata: { paylink_refund: key },
            },
            { idempotencyKey: key },
          ),
        ))
      return refundOutcomeOf(refund)
    },

    readRefund: async (reference) => refundOutcomeOf(await call(() => stripe.refunds.retrieve(reference))),

    returnCapture: (order) =>
      giveBack(order, {
        look: () =>
          call(() => allOf(stripe.refunds.list({ payment_intent: order.reference, limit: 100 }), givenBackOf)),
        // Without an amount: all that is left.
        make: async () =>
          givenBackOf(
            await call(() =>
              stripe.refunds.create(
                { payment_intent: order.reference, metadata: { paylink_return: order.key } },
                { idempotencyKey: order.key },
              ),
            ),
          ),
      }),

    form: ({ amount, currency }) => ({
      kind: 'stripe',
      publishableKey: credentials.publishableKey,
      scriptUrl: config.stripe.scriptUrl,
      amount: Number(toStripeAmount(amount, currency)),
      currency: currency.toLowerCase(),
    }),

    async readWebhook(rawBody, headers, now) {
      const signature = headers.get('stripe-signature')
      if (!signature || !credentials.webhookSecret) return null
      try {
        const event = stripe.webhooks.constructEvent(
          rawBody,
          signature,
          credentials.webhookSecret,
          undefined,
          undefined,
          now,
        )
        return noticeOf(event)
      } catch (error) {
        if (error instanceof Stripe.errors.StripeSignatureVerificationError) return null
        throw error
      }
    },

    async registerWebhook(url): Promise<Record<string, string>> {
      const known = await findEndpoint(url)
      // Its secret was told once, when it was made.
      if (known && credentials.webhookSecret) return {}
      if (known) await call(() => stripe.webhookEndpoints.del(known.id))
      const endpoint = await call(() => stripe.webhookEndpoints.create({ url, enabled_events: [...EVENTS] }))
      return { webhookSecret: endpoint.secret ?? '' }
    },
  }

  const findRefund = (paymentIntent: string, key: string): Promise<Stripe.Refund | undefined> =>
    call(() => firstOf(stripe.refunds.list({ payment_intent: paymentIntent, limit: 100 }), isMadeUnder(key)))

  const findEndpoint = (url: string): Promise<Stripe.WebhookEndpoint | undefined> =>
    call(() => firstOf(stripe.webhookEndpoints.list({ limit: 100 }), (endpoint) => endpoint.url === url))

  return account
}

const isMadeUnder = (key: string) => (refund: Stripe.Refund) => refund.metadata?.paylink_refund === key

async function allOf<T, R>(list: AsyncIterable<T>, read: (one: T) => R): Promise<R[]> {
  const all: R[] = []
  for await (const one of list) all.push(read(one))
  return all
}

async function firstOf<T>(list: AsyncIterable<T>, matches: (one: T) => boolean): Promise<T | undefined> {
  for await (const one of list) if (matches(one)) return one
  return undefined
}

/** What the browser loads and calls for Stripe's form, for a page's content security policy. */
export function stripeBrowserOrigins({ scriptUrl }: StripeAddress): BrowserOrigins {
  if (scriptUrl) {
    const { origin } = new URL(scriptUrl)
    return { script: [origin], frame: [origin], connect: [origin] }
  }
  // https://docs.stripe.com/security/guide#content-security-policy
  return {
    script: ['https://js.stripe.com', 'https://*.js.stripe.com'],
    frame: ['https://js.stripe.com', 'https://*.js.stripe.com', 'https://hooks.stripe.com'],
    connect: ['https://api.stripe.com'],
  }
}
