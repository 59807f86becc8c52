import { type Context, Hono } from 'hono'
import type { Core } from '../core.ts'
import { clientNetwork } from '../http/client-address.ts'
import { openRateLimit, type RateLimit, refuseWhenSpent } from '../http/rate-limit.ts'
import { Problem, type ProblemKind } from '../problem.ts'
import { invoiceCheckout, invoiceView } from './invoices.ts'
import { openStreams, streamView } from './live.ts'
import { paymentCheckout, paymentView } from './payments.ts'
import { subscriptionCheckout } from './subscriptions.ts'
import type { CheckoutError, CheckoutErrorCode, CheckoutView } from './views.ts'

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/
const PUBLIC_ID = /^[0-9a-z]{16}$/

/** What the page at `/pay/:id` shows; null when there is nothing with this id. */
export async function checkoutView(core: Core, id: string): Promise<CheckoutView | null> {
  if (UUID.test(id)) return paymentView(core, id)
  if (PUBLIC_ID.test(id)) return invoiceView(core, id)
  return null
}

/** Tries a minute for one payer's address: beyond what people do, below what card testing needs. */
const CHANGES_PER_ADDRESS = 60
/** And for one payment or invoice. */
const CHANGES_PER_SUBJECT = 30
/** What changes nothing. */
const READING = new Set(['GET', 'HEAD', 'OPTIONS'])

/**
 * What the hosted pages call on the payer's behalf. Whoever knows a payment's id may pay it: there is no session and
 * no cookie, so nothing that another site could make a payer's browser send.
 */
export function checkoutRoutes(core: Core): Hono {
  const app = new Hono()
  const byAddress = openRateLimit(core.store, 'checkout-address', CHANGES_PER_ADDRESS)
  const bySubject = openRateLimit(core.store, 'checkout-subject', CHANGES_PER_SUBJECT)
  const streams = openStreams()

  app.onError((error, c) => answerError(core, error, c))
  app.use(async (c, next) => {
    c.header('Cache-Control', 'no-store')
    c.header('X-Content-Type-Options', 'nosniff')
    // No id has one, and PostgreSQL takes none in a text.
    if (c.req.path.includes('\0')) throw nothingHere()
    if (!READING.has(c.req.method)) {
      await spend(c, byAddress, clientNetwork(c, core.config.trustedProxies))
      const subject = c.req.path.split('/').find((part) => UUID.test(part) || PUBLIC_ID.test(part))
      if (subject) await spend(c, bySubject, subject)
    }
    await next()
  })
  app.route('/', paymentCheckout(core))
  app.route('/', invoiceCheckout(core))
  app.route('/', subscriptionCheckout(core))
  app.get('/:id', async (c) => c.json(await requireView(core, c.req.param('id'))))
  app.get('/:id/events', async (c) => {
    const id = c.req.param('id')
    const first = await requireView(core, id)
    // Nobody would read that stream, so nothing would end it.
    if (c.req.method === 'HEAD') return c.body(null)
    const leave = streams.enter(clientNetwork(c, core.config.trustedProxies))
    return streamView(c, core, { read: () => checkoutView(core, id), first, leave })
  })
  app.all('*', () => {
    throw nothingHere()
  })
  return app
}

const nothingHere = () => new Problem('not_found', 'not_found', 'There is nothing here.')

async function spend(c: Context, limit: RateLimit, key: string): Promise<void> {
  const allowance = await limit.take(key)
  if (allowance.retryAfter > 0) c.header('Retry-After', String(allowance.retryAfter))
  refuseWhenSpent(allowance)
}

async function requireView(core: Core, id: string): Promise<CheckoutView> {
  const view = await checkoutView(core, id)
  if (!view) throw new Problem('not_found', 'not_found', 'No payment with this id.')
  return view
}

const STATUS: Partial<Record<ProblemKind, 400 | 404 | 409 | 413 | 422 | 429 | 502>> = {
  malformed: 400,
  invalid: 400,
  too_large: 413,
  not_found: 404,
  conflict: 409,
  rate_limited: 429,
  provider_refused: 422,
  provider_unreachable: 502,
}

const CODES = new Set<string>([
  'not_found',
  'wrong_state',
  'no_provider',
  'rate_unavailable',
  'coupon_unknown',
  'coupon_not_applicable',
  'coupon_used_up',
  'account_not_found',
  'no_trustline',
  'insufficient_balance',
  'transaction_failed',
  'network_unreachable',
  'package_inactive',
  'rate_limited',
] satisfies CheckoutErrorCode[])

function answerError(core: Core, error: Error, c: Context): Response {
  const status = error instanceof Problem ? STATUS[error.kind] : undefined
  if (!(error instanceof Problem) || !status) {
    core.logger.error({ err: error, path: c.req.path }, 'checkout request failed')
    return c.json(
      { error: { code: 'internal', message: 'Unexpected error on our side.' } } satisfies CheckoutError,
      500,
    )
  }
  const code = (CODES.has(error.code) ? error.code : 'invalid_request') as CheckoutErrorCode
  return c.json({ error: { code, message: error.message } } satisfies CheckoutError, status)
}
