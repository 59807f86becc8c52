import { PUBLISHABLE_KEY, post } from '../../demo/networks/stripe/testing.ts'
import type { StartedAttempt } from '../../server/checkout/views.ts'
import { done, request } from './merchant.ts'
import type { Host, Scene } from './scene.ts'

/** What the payer's browser holds once "Pay" was pressed: Stripe takes it, whatever becomes of the host. */
export interface Started {
  paymentId: string
  clientSecret: string
}

let payers = 0

/** The pay page's two calls: a form to show, then "Pay". */
export async function pressPay({ address }: Host, paymentId: string): Promise<Started> {
  payers += 1
  const headers = { 'X-Forwarded-For': `10.1.${payers >> 8}.${payers & 255}` }
  const attempts = `${address}/checkout/payments/${paymentId}/attempts`
  const prepare = { method: 'POST', headers, body: JSON.stringify({ method: 'card' }) }
  const { attemptId } = await done(request<{ attemptId: string }>(attempts, prepare))
  const start = request<StartedAttempt>(`${attempts}/${attemptId}/start`, { method: 'POST', headers })
  return { paymentId, clientSecret: (await done(start)).handover }
}

/** As Stripe's form does, straight at Stripe. */
export async function confirm({ stripe }: Scene, { clientSecret }: Started): Promise<void> {
  const intent = clientSecret.split('_secret_')[0]!
  const form = {
    client_secret: clientSecret,
    return_url: 'http://localhost/back',
    'payment_method_data[type]': 'card',
    'payment_method_data[card][number]': '4242424242424242',
    'payment_method_data[card][exp_month]': '12',
    'payment_method_data[card][exp_year]': '2034',
    'payment_method_data[card][cvc]': '123',
  }
  const headers = { authorization: `Bearer ${PUBLISHABLE_KEY}` }
  const answer = await post(stripe, `/v1/payment_intents/${intent}/confirm`, form, headers)
  if (!answer.ok) throw new Error(`Stripe answered ${answer.status}: ${await answer.text()}`)
}
