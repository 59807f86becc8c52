import { createHmac, randomBytes } from 'node:crypto'
import type { Instant } from '../clock.ts'
import { toMillis } from '../clock.ts'

const PREFIX = 'whsec_'
/** Standard Webhooks asks for 24 to 64. 24 make 32 characters of base64 without padding. */
const SECRET_BYTES = 24

/** `whsec_` and the base64 of 192 random bits. */
export const newWebhookSecret = (): string => PREFIX + randomBytes(SECRET_BYTES).toString('base64')

/** Enough of a secret to tell it from another: `whsec_…a1b2`. */
export const previewSecret = (secret: string): string => `${PREFIX}…${secret.slice(-4)}`

/** What `X-Paylinq-Signature` and `X-PayLinkr-Signature` hold: hex, keyed with the secret's whole text. */
export const signBody = (secret: string, body: string): string =>
  createHmac('sha256', secret).update(body).digest('hex')

export interface StandardHeaders {
  'webhook-id': string
  /** Unix seconds. */
  'webhook-timestamp': string
  'webhook-signature': string
}

/**
 * The headers of Standard Webhooks, which also date a message, so that a receiver can refuse a replayed one.
 * Keyed with what stands behind `whsec_`, decoded. Several secrets sign side by side while one replaces another.
 * https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md
 */
export function standardHeaders(id: string, sentAt: Instant, body: string, secrets: string[]): StandardHeaders {
  const timestamp = String(Math.floor(toMillis(sentAt) / 1000))
  const content = `${id}.${timestamp}.${body}`
  const sign = (secret: string) => {
    const key = Buffer.from(secret.slice(PREFIX.length), 'base64')
    return `v1,${createHmac('sha256', key).update(content).digest('base64')}`
  }
  return {
    'webhook-id': id,
    'webhook-timestamp': timestamp,
    'webhook-signature': secrets.map(sign).join(' '),
  }
}
