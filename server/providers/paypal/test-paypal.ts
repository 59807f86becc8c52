import { CREDENTIALS, startPaypal, type TestPaypal, visit } from '../../../demo/networks/paypal/testing.ts'
import { type TestClock, testClock } from '../../test-core.ts'
import type { Order, ProviderAccount, ProviderFailure } from '../provider.ts'
import { paypalAccount } from './paypal.ts'

/** What the tests of the adapter start from: the stand-in, and an account of ours that speaks with it. */

export interface Scene {
  clock: TestClock
  paypal: TestPaypal
  account: ProviderAccount
}

export async function openScene(): Promise<Scene> {
  const clock = testClock()
  const paypal = await startPaypal({ clock })
  return { clock, paypal, account: accountAt(paypal) }
}

interface Options {
  clientSecret?: string
  webhookId?: string
  timeout?: number
}

export function accountAt({ url }: { url: string }, { webhookId = '', timeout = 5_000, ...other }: Options = {}) {
  const config = { paypal: { apiUrl: { live: 'https://api-m.paypal.com', test: url } }, providerTimeout: timeout }
  return paypalAccount({ ...CREDENTIALS, webhookId, ...other }, config, 'test')
}

let orders = 0

export function anOrder(amount = 2500n, currency = 'EUR'): Order {
  orders += 1
  return {
    key: `att_${orders}`,
    paymentId: `pay_${orders}`,
    method: 'paypal',
    amount,
    currency,
    description: 'Beans',
    returnUrl: 'http://pay.example/back',
    cancelUrl: 'http://pay.example/back?cancelled=1',
    webhookUrl: 'http://pay.example/webhooks',
  }
}

/** An order that was paid at once. */
export async function paidOrder({ account }: Scene, amount = 2500n, currency = 'EUR'): Promise<string> {
  const { reference, handover } = await account.create(anOrder(amount, currency))
  await visit(handover, 'pay')
  await account.capture!(reference, `${reference}-capture`)
  return reference
}

/** How sure a call that failed is to have done nothing. */
export const certaintyOf = (call: Promise<unknown>): Promise<ProviderFailure['certainty'] | 'done'> =>
  call.then(
    () => 'done' as const,
    (error: ProviderFailure) => error.certainty,
  )
