import http from 'node:http'
import https from 'node:https'
import { createMollieClient, type MollieClient } from '@mollie/api-client'
import type { StandIn } from '../stand-in.ts'
import { movableClock, rejectionOf, startTestStandIn } from '../testing.ts'
import { type MollieService, mollieService } from './mollie.ts'

/** What the tests of the stand-in start from. */

export { movableClock, startReceiver } from '../testing.ts'

export const API_KEY = 'test_sandbox00000000000000000000000'

export const MINUTE = 60_000
export const HOUR = 60 * MINUTE

export interface RunningMollie extends StandIn {
  service: MollieService
}

/** A running stand-in, stopped when the test is over. */
export async function startMollie({
  clock = movableClock(),
  booksFile = ':memory:',
  webhookRetryDelays = [1, 1, 1],
} = {}): Promise<RunningMollie> {
  const open = mollieService({ clock, booksFile, apiKey: API_KEY, webhookRetryDelays })
  const { standIn, service } = await startTestStandIn('mollie', clock, open)
  return { ...standIn, service }
}

/**
 * The official client, unmodified, pointed at the stand-in. It makes an HTTPS agent whatever the address is, and it
 * makes it at once: for that moment the agent of plain HTTP stands in for it.
 */
export function clientOf({ url }: StandIn, apiKey = API_KEY): MollieClient {
  const { Agent } = https
  https.Agent = http.Agent as unknown as typeof https.Agent
  try {
    return createMollieClient({ apiKey, apiEndpoint: `${url}/v2/` })
  } finally {
    https.Agent = Agent
  }
}

/** What a promise is rejected with by the client. */
export async function errorOf(
  promise: Promise<unknown>,
): Promise<{ statusCode: number; field?: string; message: string }> {
  const outcome = await rejectionOf(promise)
  if (outcome instanceof Error && 'statusCode' in outcome) {
    return outcome as Error & { statusCode: number; field?: string }
  }
  throw new Error('Expected the request to be refused by Mollie', { cause: outcome })
}

/** A call without the client: for what the client would not send. */
export async function call(
  { url }: StandIn,
  method: string,
  path: string,
  body?: unknown,
  headers: Record<string, string> = {},
) {
  const response = await fetch(url + path, {
    method,
    headers: { authorization: `Bearer ${API_KEY}`, 'content-type': 'application/json', ...headers },
    ...(body !== undefined && { body: JSON.stringify(body) }),
  })
  const text = await response.text()
  return { status: response.status, body: text === '' ? null : JSON.parse(text) }
}

export const RETURN_URL = 'http://shop.example/return?order=1'
export const CANCEL_URL = 'http://shop.example/return?order=1&cancelled=1'

/** What a merchant's server would create. */
export const order = {
  amount: { currency: 'EUR', value: '10.00' },
  description: 'Order 1',
  redirectUrl: RETURN_URL,
  cancelUrl: CANCEL_URL,
}

/** The payer's browser: what a page says, and where sending one of its forms leads. */
export const payer = {
  async look(address: string) {
    const response = await fetch(address, { redirect: 'manual' })
    return {
      status: response.status,
      html: await response.text(),
      headers: response.headers,
      location: response.headers.get('location'),
    }
  },
  async send(address: string, form: string, fields: Record<string, string> = {}) {
    const response = await fetch(`${address}/${form}`, {
      method: 'POST',
      body: new URLSearchParams(fields),
      redirect: 'manual',
    })
    return { status: response.status, html: await response.text(), location: response.headers.get('location') }
  },
  card: (address: string, number: string) => payer.send(address, 'card', { number, expiry: '12 / 34', code: '123' }),
}
