import { readFileSync } from 'node:fs'
import type { Context, Hono } from 'hono'
import { html } from 'hono/html'
import type { Account } from './account.ts'
import { BUYER } from './buyer.ts'
import { type Funding, findOrder, type KeptOrder } from './kept-orders.ts'
import { approvalPath } from './links.ts'
import type { Money } from './money.ts'
import { approveOrder } from './orders.ts'

/** It is never shown inside another page; it loads nothing but its own style sheet and runs no script. */
const PAGE_HEADERS = {
  'x-frame-options': 'DENY',
  'cache-control': 'no-store',
  'referrer-policy': 'no-referrer',
  'content-security-policy': "default-src 'none'; style-src 'self'; base-uri 'none'; frame-ancestors 'none'",
}

const FUNDINGS: [Funding, string][] = [
  ['balance', 'PayPal balance'],
  ['declined', 'Card that is declined'],
  ['bank', 'Bank account, arrives in three days'],
]

/** Where the buyer approves a payment or turns back. */
export function servePages(app: Hono, account: Account, committed: () => void) {
  const style = readFileSync(new URL('./checkout.css', import.meta.url), 'utf8')
  app.get('/checkout.css', (c) => c.body(style, 200, { 'content-type': 'text/css; charset=utf-8' }))

  app.get('/checkoutnow', (c) => showPage(c, account))

  app.post('/checkoutnow', async (c) => {
    const id = c.req.query('token') ?? ''
    const order = findOrder(account, id)
    if (!order || order.status === 'COMPLETED') return showPage(c, account)
    const { action, funding } = await c.req.parseBody()
    if (action === 'cancel') return leave(c, account, order.cancelUrl, { token: id })
    const chosen = FUNDINGS.find(([name]) => name === funding)
    if (action !== 'pay' || !chosen) return showPage(c, account, 400)
    const approved = account.books.together(() => approveOrder(account, id, chosen[0]))
    committed()
    return leave(c, account, approved.returnUrl, { token: id, PayerID: BUYER.id })
  })
}

function showPage(c: Context, account: Account, status: 200 | 400 = 200) {
  const order = findOrder(account, c.req.query('token') ?? '')
  if (!order) return c.html(page(goneBody), 404, PAGE_HEADERS)
  return c.html(page(order.status === 'COMPLETED' ? paidBody(order) : orderBody(order)), status, PAGE_HEADERS)
}

/** Back to the merchant; an order that names no address to go back to ends here. */
function leave(c: Context, account: Account, address: string | null, parameters: Record<string, string>) {
  if (!address) return showPage(c, account)
  const url = new URL(address)
  for (const [name, value] of Object.entries(parameters)) url.searchParams.set(name, value)
  return c.body(null, 303, { location: url.href, ...PAGE_HEADERS })
}

const page = (body: ReturnType<typeof html>) => html`<!doctype html>
<html lang="en">
  <head>
    <meta charset="utf-8">
    <meta name="viewport" content="width=device-width, initial-scale=1">
    <title>PayPal test page</title>
    <link rel="stylesheet" href="/checkout.css">
  </head>
  <body>
    <main>
      <p class="service">PayPal test page</p>
      ${body}
    </main>
  </body>
</html>`

const orderBody = (order: KeptOrder) => html`
      <h1>${order.brandName ?? order.unit.description ?? 'Payment'}</h1>
      <p class="amount">${inWords(order.unit.amount)}</p>
      ${order.status === 'APPROVED' ? html`<p class="note">You approved this payment. You may choose again until it is taken.</p>` : ''}
      <p class="note">Logged in as ${BUYER.email}. No real money moves.</p>
      <form method="post" action="${approvalPath(order.id)}">
        <fieldset>
          <legend>Pay with</legend>
          ${FUNDINGS.map(
            ([name, label]) => html`<label>
            <input type="radio" name="funding" value="${name}" ${(order.funding ?? 'balance') === name ? 'checked' : ''}>
            ${label}
          </label>`,
          )}
        </fieldset>
        <div class="actions">
          <button class="primary" name="action" value="pay">Pay now</button>
          <button name="action" value="cancel">Cancel and return</button>
        </div>
      </form>`

const paidBody = ({ unit, returnUrl }: KeptOrder) => html`
      <h1>This is paid</h1>
      <p class="amount">${inWords(unit.amount)}</p>
      <p class="note">The merchant took the payment. There is nothing left to do here.</p>
      ${returnUrl ? html`<a class="button" href="${returnUrl}">Return to the merchant</a>` : ''}`

const goneBody = html`
      <h1>Nothing to pay here</h1>
      <p class="note">There is no such payment, or its time is over. Go back to the merchant to start again.</p>`

function inWords({ currency_code: currency, value }: Money): string {
  const digits = value.split('.')[1]?.length ?? 0
  const format = new Intl.NumberFormat('en', { style: 'currency', currency, minimumFractionDigits: digits })
  return format.format(value as Intl.StringNumericLiteral)
}
