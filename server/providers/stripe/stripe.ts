import Stripe from 'stripe'
import { z } from 'zod'
import type { DeclineReason } from '../../checkout/views.ts'
import type { Config, StripeAddress } from '../../config.ts'
import { currencyExponent } from '../../money/currency.ts'
import { formatDecimal } from '../../money/decimal.ts'
import {
  type BrowserOrigins,
  type Outcome,
  type ProviderAccount,
  ProviderFailure,
  type ProviderNotice,
} from '../provider.ts'
import { STRIPE_MAXIMUM, stripeMinimum, toStripeAmount } from './amounts.ts'

export const stripeCredentials = z.object({
  /** `sk_…` or a restricted `rk_…`. */
  secretKey: z.string().regex(/^(sk|rk)_(test|live)_\w+$/, 'must be a Stripe secret key: sk_test_… or sk_live_…'),
  publishableKey: z.string().regex(/^pk_(test|live)_\w+$/, 'must be a Stripe publishable key: pk_test_… or pk_live_…'),
  /** `whsec_…` of the webhook endpoint that points here; empty until there is one. */
  webhookSecret: z.string().default(''),
})

export type StripeCredentials = z.infer<typeof stripeCredentials>

/** The events that tell an intent's state. Registered for; anything else is kept and changes nothing. */
const EVENTS = [
  'payment_intent.processing',
  'payment_intent.requires_action',
  'payment_intent.succeeded',
  'payment_intent.payment_failed',
  'payment_intent.canceled',
] as const satisfies Stripe.WebhookEndpointCreateParams['enabled_events']

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

  return {
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
      return { reference: intent.id, clientSecret: intent.client_secret }
    },

    read: async (reference) => outcomeOf(await call(() => stripe.paymentIntents.retrieve(reference))),

    async close(reference) {
      try {
        return outcomeOf(await call(() => stripe.paymentIntents.cancel(reference)))
      } catch (error) {
        // It cannot be cancelled in the state it is in: look which that is.
        if (error instanceof ProviderFailure && error.certainty === 'refused') return this.read(reference)
        throw error
      }
    },

    async returnCapture(reference, key) {
      await call(async () => {
        try {
          await stripe.refunds.create({ payment_intent: reference }, { idempotencyKey: `${key}-return` })
        } catch (error) {
          // Given back already: by the merchant, or by us in a call that was never answered.
          if (!(error instanceof Stripe.errors.StripeError) || error.code !== 'charge_already_refunded') throw error
        }
      })
    },

    form: (amount, currency) => ({
      provider: 'stripe',
      publishableKey: credentials.publishableKey,
      scriptUrl: config.stripe.scriptUrl,
      amount: Number(toStripeAmount(amount, currency)),
      currency: currency.toLowerCase(),
    }),

    readWebhook(rawBody, headers, now) {
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

    async registerWebhook(url) {
      const endpoint = await call(() => stripe.webhookEndpoints.create({ url, enabled_events: [...EVENTS] }))
      return { webhookSecret: endpoint.secret ?? '' }
    },
  }
}

function noticeOf(event: Stripe.Event): ProviderNotice {
  const known = (EVENTS as readonly string[]).includes(event.type)
  const intent = event.data.object as Stripe.PaymentIntent
  return {
    eventId: event.id,
    type: event.type,
    change: known ? { reference: intent.id, outcome: outcomeOf(intent) } : null,
  }
}

function outcomeOf(intent: Stripe.PaymentIntent): Outcome {
  switch (intent.status) {
    case 'succeeded':
      return { state: 'succeeded' }
    case 'canceled':
      return { state: 'closed' }
    case 'requires_action':
      return { state: 'requires_action' }
    case 'requires_payment_method':
    case 'requires_confirmation': {
      const error = intent.last_payment_error
      if (!error) return { state: 'open' }
      return { state: 'declined', reason: reasonOf(error), message: error.message ?? 'The card was declined.' }
    }
    default:
      return { state: 'processing' }
  }
}

/** https://docs.stripe.com/declines/codes */
function reasonOf({ code, decline_code }: { code?: string; decline_code?: string }): DeclineReason {
  if (decline_code === 'insufficient_funds') return 'insufficient_funds'
  switch (code) {
    case 'expired_card':
      return 'expired_card'
    case 'incorrect_cvc':
    case 'invalid_cvc':
      return 'incorrect_cvc'
    case 'incorrect_number':
    case 'invalid_number':
      return 'incorrect_number'
    case 'payment_intent_authentication_failure':
    case 'authentication_required':
      return 'authentication_failed'
    case 'processing_error':
      return 'processing_error'
    default:
      return 'declined'
  }
}

/** Connections that were never made: nothing can have arrived. */
const NEVER_CONNECTED = new Set(['ECONNREFUSED', 'ENOTFOUND', 'EAI_AGAIN', 'EHOSTUNREACH', 'ENETUNREACH'])

async function call<T>(request: () => Promise<T>): Promise<T> {
  try {
    return await request()
  } catch (error) {
    throw failureOf(error)
  }
}

function failureOf(error: unknown): ProviderFailure {
  const { errors } = Stripe
  const message = error instanceof Error ? error.message : String(error)
  if (error instanceof errors.StripeConnectionError) {
    const code = (error.detail as NodeJS.ErrnoException | undefined)?.code
    return new ProviderFailure(code && NEVER_CONNECTED.has(code) ? 'not_sent' : 'unknown', message)
  }
  if (error instanceof errors.StripeRateLimitError) return new ProviderFailure('not_sent', message)
  if (error instanceof errors.StripeError && error.statusCode && error.statusCode >= 400 && error.statusCode < 500) {
    // 409: the same key is being worked on. It may well be done.
    return new ProviderFailure(error.statusCode === 409 ? 'unknown' : 'refused', message)
  }
  return new ProviderFailure('unknown', message)
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
