import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { onTestFinished } from 'vitest'
import { KEYS, type TestStandIn } from '../../../demo/networks/airwallex/testing.ts'
import { type Order, ProviderFailure } from '../provider.ts'
import { airwallexAccount, airwallexCredentials } from './airwallex.ts'

/** What the tests of this adapter start from. */

let orders = 0

export const orderOf = (change: Partial<Order> = {}): Order => ({
  key: `att_${++orders}`,
  paymentId: 'pay_1',
  method: 'card',
  amount: 2500n,
  currency: 'EUR',
  description: 'Beans',
  returnUrl: 'http://localhost:4242/pay/1?back=1',
  cancelUrl: 'http://localhost:4242/pay/1?cancelled=1',
  webhookUrl: 'http://localhost:4242/webhooks/airwallex/pac_1',
  ...change,
})

export interface AccountOptions {
  apiKey?: string
  webhookSecret?: string
  pageUrl?: string | null
  timeout?: number
  mode?: 'live' | 'test'
}

/** An account whose API is at `url`. */
export function accountAt(url: string, options: AccountOptions = {}) {
  const { apiKey = KEYS.apiKey, webhookSecret = '', pageUrl = null, timeout = 2_000, mode = 'test' } = options
  return airwallexAccount(
    airwallexCredentials.parse({ clientId: KEYS.clientId, apiKey, webhookSecret }),
    { airwallex: { apiUrl: { live: url, test: url }, pageUrl }, providerTimeout: timeout },
    mode,
  )
}

/** With an intent's client secret, as its browser has it. */
export const intentOf = ({ reference, handover }: { reference: string; handover: string }) => ({
  id: reference,
  client_secret: handover,
})

/** How sure a failed call is to have done nothing. */
export async function certaintyOf(call: Promise<unknown>): Promise<ProviderFailure['certainty']> {
  const error = await call.then(
    () => undefined,
    (reason: unknown) => reason,
  )
  if (error instanceof ProviderFailure) return error.certainty
  throw new Error('Expected the call to fail', { cause: error })
}

/** The requests that the stand-in got at a path. */
export const requestsTo = (standIn: TestStandIn, path: RegExp) =>
  standIn.requests().filter((request) => path.test(request.path))

/** A server that logs everybody in and answers anything else as it is told, stopped when the test is over. */
export async function startAnswering(status: number, body: string): Promise<string> {
  const server = createServer((request, response) => {
    request.resume()
    const login = request.url === '/api/v1/authentication/login'
    response.writeHead(login ? 201 : status, { 'content-type': 'application/json' })
    response.end(login ? '{"token":"t","expires_at":"2026-01-01T00:00:00+0000"}' : body)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => {
    server.closeAllConnections()
    server.close()
  })
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`
}
