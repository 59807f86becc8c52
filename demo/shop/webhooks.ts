import { createHmac, timingSafeEqual } from 'node:crypto'
import type { Clock } from '../../server/clock.ts'
import type { Notice } from './orders.ts'

/** A webhook as the shop received it, raw. */
export interface ReceivedWebhook {
  at: string
  /** As the dialect's own header names it. */
  event: string
  headers: Record<string, string>
  body: string
  /** False: the signature was missing or wrong, and the shop answered 401. */
  verified: boolean
}

/** Where the dialects differ for a receiver. */
interface WebhookDialect {
  signatureHeader: string
  eventHeader: string
  read(body: string): Notice
}

export const webhookDialects = {
  paylinq: {
    signatureHeader: 'x-paylinq-signature',
    eventHeader: 'x-paylinq-event',
    read(text) {
      const { event, data } = JSON.parse(text)
      const refund = data.refund_id ? { id: data.refund_id, cents: data.amount } : undefined
      return { event, checkoutId: data.payment_id, refund }
    },
  },
  paylinkr: {
    signatureHeader: 'x-paylinkr-signature',
    eventHeader: 'x-paylinkr-event',
    read(text) {
      const { event, publicId } = JSON.parse(text)
      return { event, checkoutId: publicId }
    },
  },
} satisfies Record<string, WebhookDialect>

const KEPT_WEBHOOKS = 5_000

export interface WebhookReceiver {
  /** @returns what it says, or null when it is not from Paylink. */
  receive(request: Request, dialect: keyof typeof webhookDialects, secret: string): Promise<Notice | null>
  /** Oldest first. */
  received(): ReceivedWebhook[]
}

export function openWebhookReceiver(clock: Clock): WebhookReceiver {
  const kept: ReceivedWebhook[] = []
  return {
    async receive(request, name, secret) {
      const { signatureHeader, eventHeader, read } = webhookDialects[name]
      // Signed is what was sent, byte for byte: parsing comes after.
      const raw = Buffer.from(await request.arrayBuffer())
      const verified = isSigned(raw, request.headers.get(signatureHeader) ?? '', secret)
      kept.push({
        at: new Date(clock.now()).toISOString(),
        event: request.headers.get(eventHeader) ?? '',
        headers: Object.fromEntries(request.headers),
        body: raw.toString('utf8'),
        verified,
      })
      if (kept.length > KEPT_WEBHOOKS) kept.shift()
      return verified ? read(raw.toString('utf8')) : null
    },
    received: () => [...kept],
  }
}

/** HMAC-SHA256 of the raw bytes under the whole secret, as hex, compared in constant time. */
function isSigned(raw: Buffer, signature: string, secret: string): boolean {
  const expected = Buffer.from(createHmac('sha256', secret).update(raw).digest('hex'))
  const given = Buffer.from(signature)
  return given.length === expected.length && timingSafeEqual(given, expected)
}
