import { Agent } from 'node:https'
import { connect, type Socket } from 'node:net'
import { ApiError, Client, Environment, OrdersController, PaymentsController } from '@paypal/paypal-server-sdk'
import { testClock } from '../../../server/test-core.ts'
import type { StandIn } from '../stand-in.ts'
import { rejectionOf, startTestStandIn } from '../testing.ts'
import type { Happenings } from './happenings.ts'
import type { Funding } from './kept-orders.ts'
import { type PaypalService, paypalService } from './paypal.ts'

/** What the tests of the stand-in, and of what speaks with it, start from. */

export { type ReceivedWebhook, startReceiver } from '../testing.ts'

export const CREDENTIALS = { clientId: 'sandbox-client', clientSecret: 'sandbox-secret' }

/** The stand-in on its port, and what can be made to happen there. */
export type TestPaypal = StandIn & Happenings & Pick<PaypalService, 'charges'>

/** A running stand-in, stopped when the test is over. */
export async function startPaypal({ clock = testClock(), booksFile = ':memory:' } = {}): Promise<TestPaypal> {
  const open = paypalService({ clock, booksFile, ...CREDENTIALS, webhookRetryDelays: [1, 1, 1] })
  const { standIn, service } = await startTestStandIn('paypal', clock, open)
  const { fetch: _fetch, exempt: _exempt, errorBody: _errorBody, stop: _stop, ...happenings } = service
  return { ...standIn, ...happenings }
}

/** Connects to the stand-in whatever the address, and speaks in the clear: the client has no option for either. */
class Loopback extends Agent {
  private readonly port: number

  constructor(port: number) {
    super()
    this.port = port
  }

  override createConnection(): Socket {
    return connect(this.port, '127.0.0.1')
  }
}

/** The official client, pointed at the stand-in. */
export function clientOf({ url }: StandIn, { clientId, clientSecret } = CREDENTIALS) {
  const client = new Client({
    environment: Environment.Sandbox,
    clientCredentialsAuthCredentials: { oAuthClientId: clientId, oAuthClientSecret: clientSecret },
    httpClientOptions: { httpsAgent: new Loopback(Number(new URL(url).port)) },
  })
  return { orders: new OrdersController(client), payments: new PaymentsController(client) }
}

export interface PaypalError {
  status: number
  name: string
  issue: string | undefined
}

/** What a promise of the official client is rejected with. */
export async function errorOf(promise: Promise<unknown>): Promise<PaypalError> {
  const outcome = await rejectionOf(promise)
  if (!(outcome instanceof ApiError)) throw new Error('Expected PayPal to refuse the request', { cause: outcome })
  const body = JSON.parse(String(outcome.body))
  return { status: outcome.statusCode, name: body.name ?? body.error, issue: body.details?.[0]?.issue }
}

/** A request without the client, under a token of its own: for what the client has no call for. */
export async function request(standIn: StandIn, method: string, path: string, body?: unknown) {
  const login = await fetch(`${standIn.url}/v1/oauth2/token`, {
    method: 'POST',
    headers: { authorization: `Basic ${btoa(`${CREDENTIALS.clientId}:${CREDENTIALS.clientSecret}`)}` },
    body: new URLSearchParams({ grant_type: 'client_credentials' }),
  })
  const { access_token } = (await login.json()) as { access_token: string }
  const response = await fetch(standIn.url + path, {
    method,
    headers: { authorization: `Bearer ${access_token}`, 'content-type': 'application/json' },
    ...(body !== undefined && { body: JSON.stringify(body) }),
  })
  const text = await response.text()
  return { status: response.status, body: text === '' ? null : JSON.parse(text) }
}

/** What the buyer does on the page that the link leads to. Answers where the browser is sent. */
export async function visit(page: string, action: 'pay' | 'cancel', funding: Funding = 'balance') {
  const response = await fetch(page, {
    method: 'POST',
    body: new URLSearchParams({ action, funding }),
    redirect: 'manual',
  })
  return response.headers.get('location')
}
