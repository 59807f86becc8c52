import { readFileSync } from 'node:fs'
import type { Context, Hono } from 'hono'
import type { Account } from './account.ts'
import { findChallenge, keepAnswer, type Way } from './challenges.ts'
import { answerChallenge, payByCard } from './confirmation.ts'
import { ApiError, Declined } from './errors.ts'
import { getIntent, type KeptIntent } from './kept-intents.ts'
import { cardPage, challengePage, closedPage, type PageLinks } from './page-templates.ts'

interface PagesContext {
  account: Account
  /** Called once what a request wrote is committed. */
  committed(): void
}

/** No site may frame these, as at Airwallex. There is no script on them. */
const PAGE_HEADERS = {
  'cache-control': 'no-store',
  'referrer-policy': 'no-referrer',
  'x-frame-options': 'DENY',
  'content-security-policy':
    "default-src 'none'; style-src 'self'; img-src data:; base-uri 'none'; frame-ancestors 'none'",
}

/** What a payer's browser is sent to: the hosted payment page, and the bank's challenge. */
export function servePages(app: Hono, { account, committed }: PagesContext) {
  const style = readFileSync(new URL('./checkout.css', import.meta.url), 'utf8')
  app.get('/checkout.css', (c) => c.body(style, 200, { 'content-type': 'text/css; charset=utf-8' }))

  app.get('/checkout', (c) => {
    const intent = intentOf(account, c.req.query('intent_id'), c.req.query('client_secret'))
    return intent ? showCheckout(c, intent, linksOf(c.req.query())) : gone(c)
  })

  app.post('/checkout', async (c) => {
    const form = textFields(await c.req.parseBody())
    const intent = intentOf(account, form.intent_id, form.client_secret)
    if (!intent) return gone(c)
    const links = linksOf(form)
    if (intent.status !== 'REQUIRES_PAYMENT_METHOD') return showCheckout(c, intent, links)
    return go(c, intent, links, () => payByCard(account, intent, cardOf(form), { kind: 'page', ...links }))
  })

  app.get('/3ds/:id', (c) => {
    const intent = intentOf(account, c.req.param('id'), c.req.query('client_secret'))
    if (intent?.status !== 'REQUIRES_CUSTOMER_ACTION') return gone(c)
    return c.html(challengePage(intent), 200, PAGE_HEADERS)
  })

  app.post('/3ds/:id', async (c) => {
    const form = textFields(await c.req.parseBody())
    const intent = intentOf(account, c.req.param('id'), form.client_secret)
    const challenge = intent && findChallenge(account, intent)
    if (!challenge || intent.status !== 'REQUIRES_CUSTOMER_ACTION') return gone(c)
    const passed = form.outcome === 'complete'
    const { way } = challenge
    if (way.kind === 'page') return go(c, intent, way, () => answerChallenge(account, intent, passed))
    keepAnswer(account, intent, challenge, passed ? 'passed' : 'failed')
    if (!way.returnUrl) return gone(c)
    const back = new URL(way.returnUrl)
    back.searchParams.set('acsResponse', challenge.acsResponse)
    return c.redirect(back.href, 303)
  })

  /** Does what moves the payment, and sends the payer on: to the bank, back to the merchant, or to another try. */
  function go(c: Context, intent: KeptIntent, links: PageLinks, move: () => unknown) {
    const problem = account.books.together(() => attempt(move))
    committed()
    const now = getIntent(account, intent.id)
    if (problem) return c.html(cardPage(now, links, problem), 200, PAGE_HEADERS)
    return showCheckout(c, now, links)
  }

  function showCheckout(c: Context, intent: KeptIntent, links: PageLinks) {
    switch (intent.status) {
      case 'SUCCEEDED':
      case 'REQUIRES_CAPTURE':
        return links.successUrl
          ? c.redirect(links.successUrl, 303)
          : c.html(closedPage('paid', links), 200, PAGE_HEADERS)
      case 'REQUIRES_CUSTOMER_ACTION':
        return c.redirect(`/3ds/${intent.id}?client_secret=${intent.client_secret}`, 303)
      case 'CANCELLED':
        return c.html(closedPage('cancelled', links), 200, PAGE_HEADERS)
      default:
        return c.html(cardPage(intent, links, intent.attempt?.decline?.message ?? null), 200, PAGE_HEADERS)
    }
  }

  const gone = (c: Context) => c.html(closedPage('unknown', { successUrl: null, failUrl: null }), 404, PAGE_HEADERS)
}

/** @returns what the page says when the bank refused, or a person typed something wrong; null when it went on. */
function attempt(move: () => unknown): string | null {
  try {
    move()
    return null
  } catch (error) {
    if (error instanceof Declined) return error.message
    if (error instanceof ApiError) return 'Check the card number, the expiry date and the security code.'
    throw error
  }
}

/** Only who knows its client secret may see or pay it. */
function intentOf(account: Account, id: string | undefined, secret: string | undefined): KeptIntent | undefined {
  const intent = id ? account.books.get<KeptIntent>('payment_intent', id) : undefined
  return intent?.client_secret === secret ? intent : undefined
}

const linksOf = (fields: Record<string, string | undefined>): Omit<Extract<Way, { kind: 'page' }>, 'kind'> => ({
  successUrl: webAddress(fields.successUrl),
  failUrl: webAddress(fields.failUrl),
})

const webAddress = (text: string | undefined): string | null =>
  text && URL.canParse(text) && /^https?:$/.test(new URL(text).protocol) ? text : null

function cardOf(form: Record<string, string>) {
  const [month = '', year = ''] = (form.expiry ?? '').split('/').map((part) => part.trim())
  return {
    number: form.number ?? '',
    expiry_month: month.padStart(2, '0'),
    expiry_year: year.length === 2 ? `20${year}` : year,
    cvc: form.cvc ?? '',
  }
}

const textFields = (body: Record<string, unknown>): Record<string, string> =>
  Object.fromEntries(Object.entries(body).filter((entry): entry is [string, string] => typeof entry[1] === 'string'))
