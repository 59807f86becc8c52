import { randomUUID } from 'node:crypto'
import { z } from 'zod'
import type { AirwallexAddress, Config } from '../../config.ts'
import type { Mode } from '../../store/schema.ts'
import { type BrowserOrigins, type Order, type Outcome, type ProviderAccount, ProviderFailure } from '../provider.ts'
import { toAirwallexAmount } from './amounts.ts'
import { type AirwallexApi, AirwallexRefusal, airwallexApi } from './api.ts'
import { outcomeOf } from './reading.ts'
import { makeRefund, readRefund, returnAll } from './refunds.ts'
import { listOf, type PaymentIntent, paymentIntent } from './shapes.ts'
import { isGenuine, readEvent, registerWebhook } from './webhooks.ts'

export const airwallexCredentials = z.object({
  /** Of an API key, under Developer > API keys. */
  clientId: z.string('must be the client ID of an Airwallex API key').min(1, 'must be the client ID of an API key'),
  apiKey: z.string('must be the Airwallex API key that goes with the client ID').min(1, 'must be an Airwallex API key'),
  /** Of the webhook that points here; empty until there is one. */
  webhookSecret: z.string('must be the secret of an Airwallex webhook').default(''),
})

export type AirwallexCredentials = z.infer<typeof airwallexCredentials>

const INTENTS = '/api/v1/pa/payment_intents'

/** One Airwallex account. An attempt is a PaymentIntent, and its id is the intent's request and order id. */
export function airwallexAccount(
  { clientId, apiKey, webhookSecret }: AirwallexCredentials,
  { airwallex, providerTimeout }: Pick<Config, 'airwallex' | 'providerTimeout'>,
  mode: Mode,
): ProviderAccount {
  const api = airwallexApi({ url: airwallex.apiUrl[mode], clientId, apiKey, timeout: providerTimeout })
  const pathOf = (reference: string) => `${INTENTS}/${encodeURIComponent(reference)}`
  const read = async (reference: string): Promise<Outcome> => outcomeOf(await api.get(pathOf(reference), paymentIntent))

  /** What it is now, where it was refused because of what it is. */
  async function orElseRead(reference: string, act: () => Promise<PaymentIntent>): Promise<Outcome> {
    try {
      return outcomeOf(await act())
    } catch (error) {
      if (error instanceof AirwallexRefusal) return read(reference)
      throw error
    }
  }

  return {
    cannotTake(method, amount, currency) {
      if (method !== 'card') return `takes no ${method}`
      return toAirwallexAmount(amount, currency) === null ? 'charges no more than fifteen digits at once' : null
    },

    async create(order) {
      const { id, client_secret: secret } = await makeIntent(api, order)
      if (!secret) throw new ProviderFailure('unknown', 'Airwallex answered without a client secret.')
      const handover = airwallex.pageUrl ? hostedPage(airwallex.pageUrl, id, secret, order) : secret
      return { reference: id, handover }
    },

    read,

    capture: (reference, key) =>
      orElseRead(reference, () => api.post(`${pathOf(reference)}/capture`, { request_id: key }, paymentIntent)),

    // Under a new id each time: an intent is cancelled once, however often it is asked for.
    close: (reference) =>
      orElseRead(reference, () => api.post(`${pathOf(reference)}/cancel`, { request_id: randomUUID() }, paymentIntent)),

    refund: (order) => makeRefund(api, order),

    readRefund: (reference) => readRefund(api, reference),

    returnCapture: (order) => returnAll(api, order),

    form({ reference, handover, currency }) {
      if (airwallex.pageUrl) return { kind: 'redirect', provider: 'airwallex' }
      const environment = mode === 'live' ? 'prod' : 'demo'
      return { kind: 'airwallex', environment, intentId: reference, clientSecret: handover, currency }
    },

    async readWebhook(rawBody, headers, now) {
      return isGenuine(rawBody, headers, webhookSecret, now) ? readEvent(rawBody, read) : null
    },

    registerWebhook: async (url) => ({ webhookSecret: await registerWebhook(api, url) }),
  }
}

async function makeIntent(api: AirwallexApi, order: Order): Promise<PaymentIntent> {
  const { key, paymentId, amount, currency, returnUrl } = order
  const written = toAirwallexAmount(amount, currency)
  if (written === null) throw new ProviderFailure('refused', `Airwallex cannot write this amount of ${currency}.`)
  const body = {
    request_id: key,
    merchant_order_id: key,
    amount: written,
    currency,
    return_url: returnUrl,
    metadata: { paylink_payment: paymentId, paylink_attempt: key },
  }
  try {
    return await api.post(`${INTENTS}/create`, body, paymentIntent)
  } catch (error) {
    if (!(error instanceof AirwallexRefusal) || error.code !== 'duplicate_request') throw error
    return findIntent(api, key)
  }
}

/** The intent that an earlier call with this key made and did not tell of. */
async function findIntent(api: AirwallexApi, key: string): Promise<PaymentIntent> {
  const { items } = await api.get(
    `${INTENTS}?${new URLSearchParams({ merchant_order_id: key })}`,
    listOf(paymentIntent),
  )
  const found = items.find(({ request_id }) => request_id === key)
  if (!found) throw new ProviderFailure('unknown', `Airwallex knows the request ${key} and does not show its intent.`)
  return api.get(`${INTENTS}/${encodeURIComponent(found.id)}`, paymentIntent)
}

/** With what Airwallex's own script hands to its hosted payment page. */
function hostedPage(pageUrl: string, intentId: string, clientSecret: string, order: Order): string {
  const url = new URL(pageUrl)
  url.searchParams.set('intent_id', intentId)
  url.searchParams.set('client_secret', clientSecret)
  url.searchParams.set('currency', order.currency)
  url.searchParams.set('successUrl', order.returnUrl)
  url.searchParams.set('failUrl', order.cancelUrl)
  return url.href
}

/** What the browser loads and calls for Airwallex's drop-in, for a page's content security policy. */
export function airwallexBrowserOrigins({ pageUrl }: AirwallexAddress): BrowserOrigins {
  if (pageUrl) return { script: [], frame: [], connect: [] }
  return {
    // The official package asks for production's scripts ahead of time, whatever the environment.
    script: ['static', 'checkout', 'static-demo', 'checkout-demo'].map((host) => `https://${host}.airwallex.com`),
    frame: ['https://*.airwallex.com'],
    connect: ['https://*.airwallex.com'],
  }
}
