import { PUBLISHABLE_KEY } from '../../demo/networks/stripe/testing.ts'
import type { ProviderForm, StartedAttempt, StripeForm } from '../../server/checkout/views.ts'
import { PROVIDER_TIMEOUT_MS } from './sandbox.ts'

/** What a payer's browser does at a provider once "Pay" was pressed: the provider's own script, or its own pages. */

export const GOOD_CARD = '4242424242424242'
export const DECLINED_CARD = '4000000000000002'
export const POOR_CARD = '4000000000009995'
export const CHALLENGED_CARD = '4000002760003184'

/** @throws where the provider is not reached, or does not answer: nobody can say what it did. */
export function payAtProvider(form: ProviderForm, started: StartedAttempt, card: string): Promise<void> {
  switch (form.kind) {
    case 'stripe':
      return confirmAtStripe(form, started, card)
    case 'airwallex':
      throw new Error('The drop-in loads the provider’s own script: these tests take its page.')
    case 'redirect':
      return PAGES[form.provider](started.handover, card)
  }
}

const PAGES = { airwallex: payAtAirwallex, mollie: payAtMollie, paypal: payAtPaypal }

/** As Stripe.js does; the bank's question comes back with the address where it is asked. */
async function confirmAtStripe(
  { scriptUrl }: StripeForm,
  { handover: secret, returnUrl }: StartedAttempt,
  card: string,
) {
  const { origin } = new URL(scriptUrl!)
  const intent = secret.split('_secret_')[0]!
  const answer = await send(`${origin}/v1/payment_intents/${intent}/confirm`, {
    key: PUBLISHABLE_KEY,
    client_secret: secret,
    return_url: returnUrl,
    'payment_method_data[type]': 'card',
    'payment_method_data[card][number]': card,
    'payment_method_data[card][exp_month]': '12',
    'payment_method_data[card][exp_year]': '2034',
    'payment_method_data[card][cvc]': '123',
  })
  const { next_action: action } = (await answer.json()) as { next_action?: { redirect_to_url?: { url: string } } }
  if (action?.redirect_to_url) await answerBank(action.redirect_to_url.url)
}

async function payAtAirwallex(page: string, card: string) {
  const parameters = Object.fromEntries(new URL(page).searchParams)
  const answer = await send(page.split('?')[0]!, { ...parameters, number: card, expiry: '12 / 34', cvc: '123' })
  const bank = answer.headers.get('location')
  if (bank && new URL(bank, page).pathname.startsWith('/3ds/')) await answerBank(new URL(bank, page).href)
}

/** Completes what a bank asks: its form goes to its own address, with the secret that stands in it. */
async function answerBank(address: string) {
  const url = new URL(address)
  await send(url.origin + url.pathname, {
    client_secret: url.searchParams.get('client_secret') ?? '',
    outcome: 'complete',
  })
}

async function payAtMollie(page: string, card: string) {
  await send(`${page}/card`, { number: card, expiry: '12 / 34', code: '123' })
  // Where no bank asks, there is nothing to complete, and the page leads on.
  await send(`${page}/authentication`, { outcome: 'complete' })
}

async function payAtPaypal(page: string, card: string) {
  await send(page, { action: 'pay', funding: card === DECLINED_CARD ? 'declined' : 'balance' })
}

/** The payer turns back on the provider's page, where there is one. */
export async function turnBack(form: ProviderForm, { handover }: StartedAttempt): Promise<void> {
  if (form.kind !== 'redirect') return
  if (form.provider === 'mollie') await send(`${handover}/cancel`, {})
  if (form.provider === 'paypal') await send(handover, { action: 'cancel' })
}

const send = (url: string, fields: Record<string, string>): Promise<Response> =>
  fetch(url, {
    method: 'POST',
    body: new URLSearchParams(fields),
    redirect: 'manual',
    signal: AbortSignal.timeout(2 * PROVIDER_TIMEOUT_MS),
  })
