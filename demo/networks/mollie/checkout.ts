import { readFileSync } from 'node:fs'
import type { Context, Hono } from 'hono'
import type { Account } from './account.ts'
import { type CardField, checkCard } from './cards.ts'
import { bankPage, cardPage, challengePage, type Html, methodPage, missingPage } from './checkout-pages.ts'
import { authenticate, BANK_OUTCOMES, chooseMethod, goToBank, leaveBank, payByCard } from './paying.ts'
import { isChosenByPayer, isOver, type KeptPayment, move } from './payment.ts'
import { checkoutUrl } from './presenting.ts'

interface CheckoutContext {
  account: Account
  /** Brings payments to the time that the clock shows. */
  settle(): void
  /** Runs a change whole or not at all, and sends the webhooks that it makes due. */
  change<T>(work: () => T): T
}

/** No page may frame these, as at Mollie; they load nothing but their style sheet and run no script. */
const PAGE_HEADERS = {
  'cache-control': 'no-store',
  'referrer-policy': 'no-referrer',
  'x-frame-options': 'DENY',
  'content-security-policy': "default-src 'none'; style-src 'self'; base-uri 'none'; frame-ancestors 'none'",
}

/** What a payer sees and does at the address in `_links.checkout`: choose a method, give a card, be at a bank. */
export function serveCheckout(app: Hono, { account, settle, change }: CheckoutContext) {
  const style = readFileSync(new URL('./checkout.css', import.meta.url), 'utf8')
  app.get('/checkout/style.css', (c) =>
    c.body(style, 200, { 'content-type': 'text/css; charset=utf-8', 'cache-control': 'no-cache' }),
  )

  const find = (c: Context): KeptPayment | undefined => {
    settle()
    const id = account.books.get<string>('checkout', c.req.param('token') ?? '')
    return id === undefined ? undefined : account.books.get<KeptPayment>('payment', id)
  }

  app.get('/checkout/:token', (c) => {
    const payment = find(c)
    if (!payment) return c.html(missingPage, 404, PAGE_HEADERS)
    if (isOver(payment)) return leave(c, payment)
    return show(c, payment)
  })

  function show(c: Context, payment: KeptPayment) {
    if (payment.method === null) return c.html(methodPage(payment), 200, PAGE_HEADERS)
    if (payment.method === 'creditcard') {
      const shown = payment.status === 'pending' ? challengePage(payment) : cardPage(payment)
      return c.html(shown, 200, PAGE_HEADERS)
    }
    const there = payment.status === 'open' ? change(() => goToBank(account, payment)) : payment
    return c.html(bankPage(there), 200, PAGE_HEADERS)
  }

  /** A form of the page: what it does where the payment is open to that, and where the payer goes on. */
  function form(
    path: string,
    isOpenTo: (payment: KeptPayment) => boolean,
    act: (payment: KeptPayment, fields: Record<string, string>) => KeptPayment | { shown: Html },
  ) {
    app.post(`/checkout/:token/${path}`, async (c) => {
      const fields = Object.fromEntries(new URLSearchParams(await c.req.text()))
      const payment = find(c)
      if (!payment) return c.html(missingPage, 404, PAGE_HEADERS)
      if (isOver(payment) || !isOpenTo(payment)) return c.redirect(checkoutUrl(account, payment), 303)
      const after = change(() => act(payment, fields))
      if ('shown' in after) return c.html(after.shown, 422, PAGE_HEADERS)
      return isOver(after) ? leave(c, after) : c.redirect(checkoutUrl(account, after), 303)
    })
  }

  form('method', isChosenByPayer, (payment, fields) => {
    const method = payment.methods.find((id) => id === fields.method)
    return method ? chooseMethod(account, payment, method) : payment
  })

  form('card', isAtCard, (payment, fields) => {
    const typed: Record<CardField, string> = {
      number: fields.number ?? '',
      expiry: fields.expiry ?? '',
      code: fields.code ?? '',
    }
    const { number, problems } = checkCard(typed, account.now())
    if (Object.keys(problems).length > 0) return { shown: cardPage(payment, typed, problems) }
    return payByCard(account, payment, number)
  })

  form('authentication', isAtChallenge, (payment, { outcome }) =>
    authenticate(account, payment, outcome === 'complete'),
  )

  form('bank', isAtBank, (payment, fields) => {
    const outcome = BANK_OUTCOMES.find((one) => one === fields.outcome)
    return outcome ? leaveBank(account, payment, outcome) : payment
  })

  form(
    'cancel',
    (payment) => !isAtBank(payment),
    (payment) => move(account, payment, 'canceled'),
  )
}

const isAtCard = ({ method, status }: KeptPayment) => method === 'creditcard' && status === 'open'
const isAtChallenge = ({ method, status }: KeptPayment) => method === 'creditcard' && status === 'pending'
const isAtBank = ({ method, status }: KeptPayment) => method !== 'creditcard' && status === 'pending'

/** Back to the merchant: without parameters, who it is stands in the address that the merchant gave. */
const leave = (c: Context, { status, redirectUrl, cancelUrl }: KeptPayment) =>
  c.redirect(status === 'canceled' ? (cancelUrl ?? redirectUrl) : redirectUrl, 303)
