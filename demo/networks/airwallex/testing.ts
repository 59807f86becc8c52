import { createHmac } from 'node:crypto'
import { Airwallex } from '@airwallex/node-sdk'
import { onTestFinished } from 'vitest'
import type { StandIn } from '../stand-in.ts'
import { movableClock, type ReceivedWebhook, rejectionOf, startTestStandIn } from '../testing.ts'
import { type AirwallexService, airwallexService } from './airwallex.ts'

/** What the tests of the stand-in start from. */

export { movableClock, type ReceivedWebhook, startReceiver } from '../testing.ts'

export const KEYS = { clientId: 'sandbox_client_id', apiKey: 'sandbox_api_key' }

export type TestStandIn = StandIn & Pick<AirwallexService, 'charges' | 'failRefunds'>

/** A running stand-in, stopped when the test is over. */
export async function startAirwallex({
  clock = movableClock(),
  booksFile = ':memory:',
  webhookRetryDelays = [1, 1, 1],
} = {}): Promise<TestStandIn> {
  const open = airwallexService({ clock, booksFile, ...KEYS, webhookRetryDelays })
  const { standIn, service } = await startTestStandIn('airwallex', clock, open)
  return { ...standIn, charges: service.charges, failRefunds: service.failRefunds }
}

/** The official client, pointed at the stand-in: its address is a getter, and nothing else is changed. */
export function clientOf({ url }: StandIn, keys = KEYS): Airwallex {
  class Local extends Airwallex {
    override get basePath() {
      return url
    }
  }
  const client = new Local({ ...keys, env: 'demo', enableTelemetry: false })
  onTestFinished(() => client._cleanup())
  return client
}

/** What a promise is rejected with: the status and the body of the answer. */
export async function refusalOf(promise: Promise<unknown>): Promise<{ status: number; data: Record<string, unknown> }> {
  const outcome = await rejectionOf(promise)
  if (outcome instanceof Error && 'status' in outcome) return outcome as never
  throw new Error('Expected the request to be refused by Airwallex', { cause: outcome })
}

export const GOOD = '4242424242424242'
export const DECLINED = '4000000000000002'
export const POOR = '4000000000009995'
export const CHALLENGED = '4000002760003184'

export const card = (number: string) => ({
  type: 'card',
  card: { number, expiry_month: '12', expiry_year: '2030', cvc: '123' },
})

interface PageIntent {
  id?: string
  client_secret?: string
}

/** The hosted page's address as a merchant's server makes it. */
export function pageOf(
  { url }: StandIn,
  { id = '', client_secret = '' }: PageIntent,
  links: Record<string, string> = {},
) {
  return `${url}/checkout?${new URLSearchParams({ intent_id: id, client_secret, currency: 'EUR', ...links })}`
}

/** Types a card into the hosted page and presses its button. */
export async function payOnPage(
  standIn: StandIn,
  { id = '', client_secret = '' }: PageIntent,
  number: string,
  links: Record<string, string> = { successUrl: 'http://shop.example/paid', failUrl: 'http://shop.example/back' },
) {
  const body = new URLSearchParams({ intent_id: id, client_secret, ...links, number, expiry: '12 / 30', cvc: '123' })
  const response = await fetch(`${standIn.url}/checkout`, { method: 'POST', body, redirect: 'manual' })
  return { status: response.status, location: response.headers.get('location'), html: await response.text() }
}

/** Presses a button on the bank's page. */
export async function answerBank(standIn: StandIn, { id = '', client_secret = '' }: PageIntent, outcome: string) {
  const body = new URLSearchParams({ client_secret, outcome })
  const response = await fetch(`${standIn.url}/3ds/${id}`, { method: 'POST', body, redirect: 'manual' })
  return { status: response.status, location: response.headers.get('location'), html: await response.text() }
}

export const nameOf = ({ body }: ReceivedWebhook): string => JSON.parse(body).name

/** Checks a webhook as Airwallex documents it. */
export const isSigned = ({ body, headers }: ReceivedWebhook, secret: string): boolean =>
  createHmac('sha256', secret)
    .update(`${headers.get('x-timestamp')}${body}`)
    .digest('hex') === headers.get('x-signature')
