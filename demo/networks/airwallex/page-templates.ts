import { html } from 'hono/html'
import { currencyExponent } from '../../../server/money/currency.ts'
import { formatDecimal } from '../../../server/money/decimal.ts'
import type { KeptIntent } from './kept-intents.ts'

/** Where the page leads; null where it was opened without. */
export interface PageLinks {
  successUrl: string | null
  failUrl: string | null
}

type Markup = ReturnType<typeof html>

const page = (title: string, brand: string, body: Markup) => html`<!doctype html>
<html lang="en">
  <head>
    <meta charset="utf-8">
    <meta name="viewport" content="width=device-width, initial-scale=1">
    <title>${title}</title>
    <link rel="icon" href="data:,">
    <link rel="stylesheet" href="/checkout.css">
  </head>
  <body>
    <main>
      <p class="brand">${brand}</p>
      <div class="panel">${body}</div>
    </main>
  </body>
</html>`

/** @param problem why the last try failed, in words for the payer. */
export const cardPage = (intent: KeptIntent, links: PageLinks, problem: string | null) =>
  page(
    'Airwallex test page',
    'Airwallex test page',
    html`
        <h1>Pay by card</h1>
        <p class="amount">${amountOf(intent)}</p>
        ${problem ? html`<p class="alert" role="alert">${problem}</p>` : ''}
        <form method="post" action="/checkout">
          <input type="hidden" name="intent_id" value="${intent.id}">
          <input type="hidden" name="client_secret" value="${intent.client_secret}">
          <input type="hidden" name="successUrl" value="${links.successUrl ?? ''}">
          <input type="hidden" name="failUrl" value="${links.failUrl ?? ''}">
          <label>Card number
            <input name="number" autocomplete="cc-number" inputmode="numeric" required
              placeholder="4242 4242 4242 4242" spellcheck="false">
          </label>
          <div class="pair">
            <label>Expiry date
              <input name="expiry" autocomplete="cc-exp" inputmode="numeric" required placeholder="MM / YY"
                pattern="\\s*\\d{1,2}\\s*/\\s*(\\d{2}|\\d{4})\\s*" title="Month and year, like 12 / 30" spellcheck="false">
            </label>
            <label>Security code
              <input name="cvc" autocomplete="cc-csc" inputmode="numeric" required placeholder="CVC" spellcheck="false">
            </label>
          </div>
          <button class="primary">Pay ${amountOf(intent)}</button>
        </form>
        ${links.failUrl ? html`<a class="link" href="${links.failUrl}">Cancel and go back</a>` : ''}`,
  )

export const challengePage = (intent: KeptIntent) =>
  page(
    '3-D Secure',
    'Sandbox Bank, asked by the Airwallex test page',
    html`
        <h1>Confirm this payment</h1>
        <p class="amount">${amountOf(intent)}</p>
        <p class="note">Your bank asks whether it is you who pays. In the sandbox you choose what it is told.</p>
        <form method="post" action="/3ds/${intent.id}">
          <input type="hidden" name="client_secret" value="${intent.client_secret}">
          <button class="primary" name="outcome" value="complete">Complete authentication</button>
          <button class="secondary" name="outcome" value="fail">Fail authentication</button>
        </form>`,
  )

const CLOSED = {
  paid: ['Payment received', 'This payment was paid. You can close this page.'],
  cancelled: ['Payment closed', 'This payment can no longer be paid. Go back to the shop to try again.'],
  unknown: ['Nothing to pay here', 'There is nothing to do at this address. You can close this page.'],
} as const

export function closedPage(why: keyof typeof CLOSED, { failUrl }: PageLinks) {
  const [heading, words] = CLOSED[why]
  const back = failUrl ? html`<a class="link" href="${failUrl}">Go back</a>` : ''
  return page(
    'Airwallex test page',
    'Airwallex test page',
    html`<h1>${heading}</h1><p class="note">${words}</p>${back}`,
  )
}

function amountOf({ amount, currency }: KeptIntent): string {
  const digits = currencyExponent(currency)
  return `${currency} ${formatDecimal(BigInt(amount), digits, digits)}`
}
