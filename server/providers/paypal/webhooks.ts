import { z } from 'zod'
import { type DisputeNotice, ProviderFailure, type ProviderNews, type ProviderNotice } from '../provider.ts'
import { fromMoney } from './amounts.ts'
import {
  type Capture,
  capture as captureShape,
  type Dispute,
  dispute as disputeShape,
  event as eventShape,
  order as orderShape,
  type PaypalEvent,
  refund as refundShape,
} from './answers.ts'
import { type PaypalApi, Refusal } from './api.ts'
import { outcomeOfCapture, outcomeOfOrder, outcomeOfRefund } from './outcomes.ts'
import { openVerifier } from './signature.ts'

/** What we are told of. A denied payment has had two names. */
export const EVENTS = [
  'CHECKOUT.ORDER.APPROVED',
  'PAYMENT.CAPTURE.COMPLETED',
  'PAYMENT.CAPTURE.PENDING',
  'PAYMENT.CAPTURE.DENIED',
  'PAYMENT.CAPTURE.DECLINED',
  'PAYMENT.CAPTURE.REFUNDED',
  'CUSTOMER.DISPUTE.CREATED',
  'CUSTOMER.DISPUTE.UPDATED',
  'CUSTOMER.DISPUTE.RESOLVED',
] as const

type EventType = (typeof EVENTS)[number]

interface Options {
  api: PaypalApi
  apiUrl: string
  /** Empty while there is no webhook: then nothing is believed. */
  webhookId: string
  timeout: number
}

type Reader = (rawBody: string, headers: Headers, now: number) => Promise<ProviderNotice | null>

/** Reads webhooks whose signature is PayPal's, for this webhook and over this very body. */
export function openReader({ api, apiUrl, webhookId, timeout }: Options): Reader {
  const isGenuine = openVerifier({ apiUrl, timeout })
  return async (rawBody, headers, now) => {
    if (!webhookId || !(await isGenuine(rawBody, headers, { webhookId, now }))) return null
    const event = eventJson.safeParse(rawBody).data
    if (!event) return null
    return { eventId: event.id, type: event.event_type, news: await newsOf(api, event) }
  }
}

const eventJson = z
  .string()
  .transform((text, context) => {
    try {
      return JSON.parse(text) as unknown
    } catch {
      context.addIssue({ code: 'custom', message: 'is no JSON' })
      return z.NEVER
    }
  })
  .pipe(eventShape)

async function newsOf(api: PaypalApi, event: PaypalEvent): Promise<ProviderNews[]> {
  switch (event.event_type as EventType) {
    case 'CHECKOUT.ORDER.APPROVED': {
      const order = resourceOf(event, orderShape)
      return [{ about: 'attempt', reference: order.id, outcome: outcomeOfOrder(order) }]
    }
    case 'PAYMENT.CAPTURE.COMPLETED':
    case 'PAYMENT.CAPTURE.PENDING':
    case 'PAYMENT.CAPTURE.DENIED':
    case 'PAYMENT.CAPTURE.DECLINED': {
      const capture = resourceOf(event, captureShape)
      const reference = orderOf(capture)
      return reference ? [{ about: 'attempt', reference, outcome: outcomeOfCapture(capture) }] : []
    }
    case 'PAYMENT.CAPTURE.REFUNDED':
      return [{ about: 'refund', outcome: outcomeOfRefund(resourceOf(event, refundShape)) }]
    case 'CUSTOMER.DISPUTE.CREATED':
    case 'CUSTOMER.DISPUTE.UPDATED':
    case 'CUSTOMER.DISPUTE.RESOLVED':
      return disputeNews(api, resourceOf(event, disputeShape))
    default:
      return []
  }
}

/** Genuine, but not what it should be: better sent again than lost. */
function resourceOf<S extends z.ZodType>({ event_type, resource }: PaypalEvent, shape: S): z.infer<S> {
  const read = shape.safeParse(resource)
  if (!read.success) throw new ProviderFailure('unknown', `PayPal sent a ${event_type} that cannot be read.`)
  return read.data
}

const ORDER_LINK = /\/v2\/checkout\/orders\/(\w+)$/

/** Null for a capture that was made of no order, so by nothing of ours. */
function orderOf({ supplementary_data: data, links }: Capture): string | null {
  const up = links.find(({ rel }) => rel === 'up')?.href ?? ''
  return data?.related_ids?.order_id ?? ORDER_LINK.exec(up)?.[1] ?? null
}

/** A dispute names captures; what we know a payment by is its order. */
async function disputeNews(api: PaypalApi, dispute: Dispute): Promise<ProviderNews[]> {
  const captureId = dispute.disputed_transactions[0]?.seller_transaction_id
  const paymentReference = captureId ? await orderOfCapture(api, captureId) : null
  if (!paymentReference) return []
  const { currency_code: currency } = dispute.dispute_amount
  const amount = fromMoney(dispute.dispute_amount)
  if (amount === null) throw new ProviderFailure('unknown', `PayPal disputes an amount that is none of ${currency}.`)
  const { dispute_id: reference, reason = null } = dispute
  const state = stateOf(dispute)
  return [{ about: 'dispute', dispute: { reference, paymentReference, amount, currency, reason, state } }]
}

async function orderOfCapture(api: PaypalApi, captureId: string): Promise<string | null> {
  const path = `/v2/payments/captures/${encodeURIComponent(captureId)}`
  try {
    return orderOf(await api.call({ method: 'GET', path }, captureShape))
  } catch (error) {
    // Made by other means than orders.
    if (error instanceof Refusal && error.status === 404) return null
    throw error
  }
}

/** Settled for the payer. Any other end leaves the money where it is: PayPal may pay the payer itself. */
const LOST = new Set(['RESOLVED_BUYER_FAVOUR', 'ACCEPTED'])

function stateOf({ status, dispute_outcome: outcome }: Dispute): DisputeNotice['state'] {
  if (status !== 'RESOLVED') return 'open'
  return LOST.has(outcome?.outcome_code ?? '') ? 'lost' : 'won'
}
