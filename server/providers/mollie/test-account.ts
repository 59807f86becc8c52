import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { onTestFinished } from 'vitest'
import { API_KEY, movableClock, payer, startMollie } from '../../../demo/networks/mollie/testing.ts'
import type { Mode } from '../../store/schema.ts'
import { type Order, type ProviderAccount, ProviderFailure } from '../provider.ts'
import { mollieAccount } from './mollie.ts'

/** What the adapter's tests start from. */

export const accountAt = (apiUrl: string, { apiKey = API_KEY, mode = 'test' as Mode } = {}): ProviderAccount =>
  mollieAccount({ apiKey }, { mollie: { apiUrl: { test: apiUrl, live: apiUrl } }, providerTimeout: 1_500 }, mode)

/** The adapter and a stand-in that it speaks with. */
export async function connect() {
  const clock = movableClock()
  const mollie = await startMollie({ clock })
  const account = accountAt(mollie.url)
  return {
    clock,
    mollie,
    account,
    /** Makes a payment and has it paid. */
    async pay(change: Partial<Order> = {}) {
      const { reference, handover } = await account.create({ ...order, ...change })
      await payer.card(handover, '4242424242424242')
      return reference
    },
    /** What was sent to the API, as method and path. */
    sent: () => mollie.requests().map(({ method, path }) => `${method} ${path}`),
  }
}

export const order: Order = {
  key: 'attempt-1',
  paymentId: 'payment-1',
  method: 'card',
  amount: 1000n,
  currency: 'EUR',
  description: 'Beans',
  returnUrl: 'http://host.example/return?attempt=1',
  cancelUrl: 'http://host.example/return?attempt=1&cancelled=1',
  webhookUrl: 'http://127.0.0.1:1/webhooks',
}

/** How sure a call that failed is to have done nothing. */
export async function certaintyOf(promise: Promise<unknown>): Promise<ProviderFailure['certainty']> {
  const outcome = await promise.then(
    () => undefined,
    (error: unknown) => error,
  )
  if (outcome instanceof ProviderFailure) return outcome.certainty
  throw new Error('Expected a ProviderFailure', { cause: outcome })
}

/** A server that answers everything with one status and body. */
export async function startAnswering(status: number, body: string): Promise<string> {
  const server = createServer((_, response) => response.writeHead(status).end(body))
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => {
    server.closeAllConnections()
    server.close()
  })
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`
}
