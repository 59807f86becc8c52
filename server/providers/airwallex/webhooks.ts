import { createHmac, randomUUID, timingSafeEqual } from 'node:crypto'
import { z } from 'zod'
import type { Outcome, ProviderNews, ProviderNotice } from '../provider.ts'
import { type AirwallexApi, API_VERSION } from './api.ts'
import { disputeOf, outcomeOf, refundOutcomeOf } from './reading.ts'
import { event, listOf, paymentIntent, refund, webhook } from './shapes.ts'

/** What is asked for. Anything else is kept and changes nothing. */
const EVENTS = [
  ...['requires_payment_method', 'requires_customer_action', 'requires_capture', 'pending', 'pending_review'].map(
    (what) => `payment_intent.${what}`,
  ),
  'payment_intent.succeeded',
  'payment_intent.cancelled',
  'refund.settled',
  'refund.failed',
  ...[
    'requires_response',
    'challenged',
    'accepted',
    'expired',
    'reversed',
    'pending_closure',
    'pending_decision',
    'won',
    'lost',
  ].map((what) => `payment_dispute.${what}`),
]

/** How old a signature may be; Airwallex signs each repetition anew. */
const TOLERANCE_MS = 5 * 60_000

const PAGE_SIZE = 100

/**
 * `x-signature` is the HMAC-SHA256 of `x-timestamp` and the body, with nothing between them
 * (https://www.airwallex.com/docs/developer-tools__listen-for-webhook-events).
 */
export function isGenuine(rawBody: string, headers: Headers, secret: string, now: number): boolean {
  const timestamp = headers.get('x-timestamp') ?? ''
  const signature = headers.get('x-signature') ?? ''
  if (secret === '' || !/^\d{10,16}$/.test(timestamp) || !/^[0-9a-f]{64}$/i.test(signature)) return false
  if (Math.abs(now - Number(timestamp)) > TOLERANCE_MS) return false
  const expected = createHmac('sha256', secret).update(timestamp).update(rawBody).digest()
  return timingSafeEqual(expected, Buffer.from(signature, 'hex'))
}

/**
 * Reads an event whose signature was checked. Events come in any order: only a state that is final is taken from one,
 * for any other the intent is read as it is now.
 * @returns null for what is no event.
 * @throws ProviderFailure when the intent could not be read.
 */
export async function readEvent(
  rawBody: string,
  read: (reference: string) => Promise<Outcome>,
): Promise<ProviderNotice | null> {
  const parsed = event.safeParse(parseJson(rawBody))
  if (!parsed.success) return null
  const { id, name, data } = parsed.data
  const news = EVENTS.includes(name) ? await newsOf(name, data?.object, read) : null
  return { eventId: id, type: name, news: news ? [news] : [] }
}

async function newsOf(
  name: string,
  object: unknown,
  read: (reference: string) => Promise<Outcome>,
): Promise<ProviderNews | null> {
  if (name.startsWith('payment_dispute.')) {
    const dispute = disputeOf(object)
    return dispute && { about: 'dispute', dispute }
  }
  if (name.startsWith('refund.')) {
    const told = refund.safeParse(object)
    return told.success ? { about: 'refund', outcome: refundOutcomeOf(told.data) } : null
  }
  const told = paymentIntent.safeParse(object)
  if (!told.success) return null
  const outcome = outcomeOf(told.data)
  const final = outcome.state === 'succeeded' || outcome.state === 'closed'
  return { about: 'attempt', reference: told.data.id, outcome: final ? outcome : await read(told.data.id) }
}

/** Registers `url`, unless it is already. @returns the secret that it is signed with. */
export async function registerWebhook(api: AirwallexApi, url: string): Promise<string> {
  for (let page = 0; ; page++) {
    const { items, has_more } = await api.get(
      `/api/v1/webhooks?page_num=${page}&page_size=${PAGE_SIZE}`,
      listOf(webhook),
    )
    const known = items.find((item) => item.url === url && item.secret)
    if (known?.secret) return known.secret
    if (!has_more || items.length === 0) break
  }
  const body = { request_id: randomUUID(), url, events: EVENTS, version: API_VERSION }
  const made = await api.post('/api/v1/webhooks/create', body, webhook.extend({ secret: z.string().min(1) }))
  return made.secret
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return null
  }
}
