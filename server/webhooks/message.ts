import type { Instant } from '../clock.ts'
import type { Dialect, Json } from '../store/schema.ts'
import { signBody, standardHeaders } from './signature.ts'

/** What a message tells. Nothing here changes between the attempts of a delivery. */
export interface MessageContent {
  deliveryId: string
  dialect: Dialect
  /** `payment.succeeded`, `invoice.paid` … */
  type: string
  payload: Json
  /** When it happened. */
  createdAt: Instant
}

/** The request that delivers an event, but for its address. */
export interface Message {
  body: string
  headers: Record<string, string>
}

/**
 * @param secrets the endpoint's secret first; behind it the one it replaced, while that one still signs.
 * @param sentAt when this attempt is made. The body does not depend on it: a retry repeats it byte for byte.
 */
export function composeMessage(content: MessageContent, secrets: [string, ...string[]], sentAt: Instant): Message {
  const { body, name } = DIALECTS[content.dialect]
  const text = JSON.stringify(body(content))
  return {
    body: text,
    headers: {
      'Content-Type': 'application/json',
      'User-Agent': 'Paylink-Webhooks',
      [`X-${name}-Signature`]: signBody(secrets[0], text),
      [`X-${name}-Event`]: content.type,
      ...standardHeaders(content.deliveryId, sentAt, text, secrets),
    },
  }
}

const DIALECTS: Record<Dialect, { name: string; body(content: MessageContent): object }> = {
  paylinq: {
    name: 'Paylinq',
    body: ({ deliveryId, type, createdAt, payload }) => ({
      id: deliveryId,
      event: type,
      created: withoutMilliseconds(createdAt),
      data: JSON.parse(payload),
    }),
  },
  paylinkr: {
    name: 'PayLinkr',
    body: ({ type, createdAt, payload }) => ({ event: type, ...JSON.parse(payload), timestamp: createdAt }),
  },
}

/** `2026-04-15T10:35:00.123Z` as Paylinq writes it: `2026-04-15T10:35:00Z`. */
const withoutMilliseconds = (instant: Instant): string => `${instant.slice(0, 19)}Z`
