import type { Hono } from 'hono'
import { html } from 'hono/html'
import type { Clock } from '../../../server/clock.ts'
import type { Account } from './account.ts'
import { browserScript, browserStyle } from './browser-source.ts'
import { findChallenge, returnAddress } from './challenges.ts'
import { answerChallenge } from './confirmation.ts'

interface PagesContext {
  clock: Clock
  accountFor(request: Account['request']): Account
  /** Called once what a request wrote is committed. */
  committed(): void
}

/** Any page may frame these, as at Stripe; they load and call nothing but the stand-in. */
const PAGE_HEADERS = {
  'cache-control': 'no-store',
  'referrer-policy': 'no-referrer',
  'content-security-policy':
    "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; base-uri 'none'",
}

/** What a payer's browser loads: Stripe.js, the page in the Payment Element's frame, and the bank's challenge. */
export function servePages(app: Hono, { clock, accountFor, committed }: PagesContext) {
  const files = {
    '/stripe.js': [() => browserScript('stripe'), 'text/javascript'],
    '/elements/payment.js': [() => browserScript('payment'), 'text/javascript'],
    '/elements/payment.css': [() => browserStyle('payment'), 'text/css'],
    '/elements/challenge.js': [() => browserScript('challenge'), 'text/javascript'],
    '/elements/challenge.css': [() => browserStyle('challenge'), 'text/css'],
  } as const
  for (const [path, [read, type]] of Object.entries(files)) {
    let content: string | undefined
    app.get(path, (c) => {
      content ??= read()
      return c.body(content, 200, {
        'content-type': `${type}; charset=utf-8`,
        'cache-control': 'no-cache',
        'cross-origin-resource-policy': 'cross-origin',
      })
    })
  }

  app.get('/elements/payment', (c) => c.html(paymentPage(clock.now()), 200, PAGE_HEADERS))

  app.get('/3ds/:intent', (c) => {
    const account = accountFor(PAYER)
    const found = findChallenge(account, c.req.param('intent'), c.req.query('client_secret'))
    if (!found) return c.html(challengePage(overBody), 404, PAGE_HEADERS)
    const { intent } = found
    const body = intent.status === 'requires_action' ? challengeBody(intent) : overBody
    return c.html(challengePage(body), 200, PAGE_HEADERS)
  })

  app.post('/3ds/:intent', async (c) => {
    const account = accountFor(PAYER)
    const { client_secret, outcome } = await c.req.parseBody()
    const found = findChallenge(account, c.req.param('intent'), String(client_secret))
    if (!found) return c.html(challengePage(overBody), 404, PAGE_HEADERS)
    const intent = account.books.together(() => answerChallenge(account, found.intent.id, outcome === 'complete'))
    committed()
    if (found.return_url) return c.redirect(returnAddress(found.return_url, intent), 303)
    return c.html(challengePage(overBody), 200, PAGE_HEADERS)
  })
}

/** What a click changes was asked for by no request to the API. */
const PAYER: Account['request'] = { id: null, idempotency_key: null }

const paymentPage = (now: number) => html`<!doctype html>
<html lang="en" data-now="${now}">
  <head>
    <meta charset="utf-8">
    <meta name="viewport" content="width=device-width, initial-scale=1">
    <title>Card details</title>
    <link rel="stylesheet" href="/elements/payment.css">
  </head>
  <body>
    <main hidden data-brand="unknown" aria-label="Card">
      <div class="field number">
        <label for="number">Card number</label>
        <div class="box">
          <input id="number" name="cardnumber" autocomplete="cc-number" inputmode="numeric" required
            placeholder="1234 1234 1234 1234" aria-describedby="number-error" spellcheck="false">
          <span class="brand" aria-hidden="true"></span>
        </div>
        <p class="error" id="number-error" role="alert" hidden></p>
      </div>
      <div class="field">
        <label for="expiry">Expiration date</label>
        <input id="expiry" name="exp-date" autocomplete="cc-exp" inputmode="numeric" required
          placeholder="MM / YY" aria-describedby="expiry-error" spellcheck="false">
        <p class="error" id="expiry-error" role="alert" hidden></p>
      </div>
      <div class="field">
        <label for="cvc">Security code</label>
        <input id="cvc" name="cvc" autocomplete="cc-csc" inputmode="numeric" required
          placeholder="CVC" aria-describedby="cvc-error" spellcheck="false">
        <p class="error" id="cvc-error" role="alert" hidden></p>
      </div>
    </main>
    <script src="/elements/payment.js"></script>
  </body>
</html>`

const challengePage = (body: ReturnType<typeof html>) => html`<!doctype html>
<html lang="en">
  <head>
    <meta charset="utf-8">
    <meta name="viewport" content="width=device-width, initial-scale=1">
    <title>3-D Secure</title>
    <link rel="stylesheet" href="/elements/challenge.css">
  </head>
  <body>
    <main>
      <p class="bank">Sandbox Bank</p>
      ${body}
    </main>
    <script src="/elements/challenge.js"></script>
  </body>
</html>`

const challengeBody = (intent: { id: string; amount: number; currency: string; client_secret: string | null }) => html`
      <h1>Confirm this payment</h1>
      <p class="amount">${formatAmount(intent.amount, intent.currency)}</p>
      <p class="note">Your bank asks whether it is you who pays. In the sandbox you choose what it is told.</p>
      <form method="post" action="/3ds/${intent.id}">
        <input type="hidden" name="client_secret" value="${intent.client_secret}">
        <button class="primary" name="outcome" value="complete">Complete authentication</button>
        <button name="outcome" value="fail">Fail authentication</button>
      </form>`

const overBody = html`
      <h1>Nothing to confirm</h1>
      <p class="note">This authentication is over. You can close this page.</p>`

function formatAmount(minor: number, currency: string): string {
  const format = new Intl.NumberFormat('en', { style: 'currency', currency })
  const digits = format.resolvedOptions().maximumFractionDigits ?? 2
  const text = String(minor).padStart(digits + 1, '0')
  const decimal = digits === 0 ? text : `${text.slice(0, -digits)}.${text.slice(-digits)}`
  return format.format(decimal as Intl.StringNumericLiteral)
}
