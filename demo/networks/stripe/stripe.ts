import { Hono } from 'hono'
import { cors } from 'hono/cors'
import type Stripe from 'stripe'
import type { Clock } from '../../../server/clock.ts'
import { type Books, openBooks } from '../books.ts'
import type { Service, ServiceContext, StandInCharge } from '../stand-in.ts'
import type { Account } from './account.ts'
import { INTERNAL_ERROR, openApi, respond } from './api.ts'
import { openEventDeliveries } from './deliveries.ts'
import { defineEndpoints } from './endpoints.ts'
import { newId } from './ids.ts'
import { servePages } from './pages.ts'

export interface StripeOptions {
  clock: Clock
  /** Where the account is kept; `:memory:` for as long as the stand-in runs. */
  booksFile: string
  secretKey: string
  publishableKey: string
  /** Milliseconds to wait before each repetition of a webhook that did not arrive. */
  webhookRetryDelays?: readonly number[]
}

export interface StripeService extends Service {
  /** What was taken and given back, for whoever checks the product's books against these. */
  charges(): StandInCharge[]
}

/** Stripe as far as this product meets it: the API, Stripe.js with its Payment Element, and webhooks. */
export function stripeService(options: StripeOptions): (context: ServiceContext) => StripeService {
  const { clock, booksFile, secretKey, publishableKey, webhookRetryDelays } = options
  return ({ url, faults }) => {
    const books = openBooks(booksFile)
    const deliveries = openEventDeliveries({ books, clock, retryDelays: webhookRetryDelays })
    const accountFor = (request: Account['request']): Account => ({
      books,
      url,
      request,
      seconds: () => Math.floor(clock.now() / 1000),
      takeDecline: faults.takeDecline,
      queueDelivery: (event, endpoint) => deliveries.queue({ event, endpoint }),
    })

    const app = new Hono()
    app.use('/v1/*', cors({ origin: '*', exposeHeaders: ['Request-Id', 'Stripe-Version', 'Idempotent-Replayed'] }))
    const keys = { secretKey, publishableKey }
    defineEndpoints(openApi(app, { books, clock, keys, accountFor, committed: deliveries.send }))
    servePages(app, { accountFor, clock, committed: deliveries.send })
    app.notFound((c) => {
      const message = `There is nothing at ${c.req.method} ${c.req.path}.`
      return respond(
        { status: 404, body: { error: { type: 'invalid_request_error', message } } },
        { 'request-id': newId('req') },
      )
    })

    deliveries.send()
    return {
      fetch: (request) => app.fetch(request),
      exempt: isOfBrowsers,
      errorBody: () => ({ body: JSON.stringify({ error: INTERNAL_ERROR }), contentType: 'application/json' }),
      charges: () => chargesIn(books),
      async stop() {
        await deliveries.stop()
        books.close()
      },
    }
  }
}

/** Scripts and pages; and what Stripe.js only reads, so that a fault meets the calls that move something. */
function isOfBrowsers(request: Request): boolean {
  const { pathname, searchParams } = new URL(request.url)
  if (pathname === '/stripe.js' || pathname.startsWith('/elements/') || pathname.startsWith('/3ds/')) return true
  return request.method === 'GET' && searchParams.has('key')
}

function chargesIn(books: Books): StandInCharge[] {
  return books
    .list<Stripe.Charge>('charge')
    .filter(({ document }) => document.amount_captured > 0)
    .map(({ document }) => ({
      reference: document.payment_intent as string,
      ourKey: document.metadata.paylink_attempt ?? null,
      currency: document.currency.toUpperCase(),
      captured: BigInt(document.amount_captured),
      refunded: BigInt(document.amount_refunded),
    }))
}
