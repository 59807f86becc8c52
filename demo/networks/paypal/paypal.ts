import { Hono } from 'hono'
import type { Clock } from '../../../server/clock.ts'
import { openBooks } from '../books.ts'
import type { Service, ServiceContext, StandInCharge } from '../stand-in.ts'
import { openAccess } from './access.ts'
import type { Account } from './account.ts'
import { newDebugId, openApi, respondError } from './api.ts'
import { charges } from './charges.ts'
import { openEventDeliveries } from './deliveries.ts'
import { defineEndpoints } from './endpoints.ts'
import { INTERNAL_ERROR } from './errors.ts'
import { type Happenings, openHappenings } from './happenings.ts'
import { servePages } from './pages.ts'
import { CERTIFICATES_PATH, findCertificate } from './signing.ts'

export interface PaypalOptions {
  clock: Clock
  /** Where the account is kept; `:memory:` for as long as the stand-in runs. */
  booksFile: string
  clientId: string
  clientSecret: string
  /** Milliseconds to wait before each repetition of a webhook that did not arrive. */
  webhookRetryDelays?: readonly number[]
}

export interface PaypalService extends Service, Happenings {
  /** What was taken and given back so far. */
  charges(): StandInCharge[]
}

/** PayPal as far as this product meets it: orders, captures and refunds, the buyer's page, and webhooks. */
export function paypalService(options: PaypalOptions): (context: ServiceContext) => PaypalService {
  const { clock, booksFile, clientId, clientSecret, webhookRetryDelays } = options
  return ({ url, faults }) => {
    const books = openBooks(booksFile)
    const deliveries = openEventDeliveries({ books, url, now: clock.now }, webhookRetryDelays)
    const account: Account = {
      books,
      url,
      now: clock.now,
      takeDecline: faults.takeDecline,
      queueDelivery: (event, webhook) => deliveries.queue({ event, webhook }),
    }
    const access = openAccess(books, clock, { clientId, clientSecret })

    const app = new Hono()
    app.post('/v1/oauth2/token', (c) => access.login(c.req.raw))
    app.get(`${CERTIFICATES_PATH}:id`, (c) => {
      const certificate = findCertificate(account, c.req.param('id'))
      return certificate ? c.body(certificate, 200, { 'content-type': 'application/x-pem-file' }) : c.notFound()
    })
    defineEndpoints(openApi(app, { account, access, committed: deliveries.send }))
    servePages(app, account, deliveries.send)
    app.notFound((c) =>
      respondError(404, { name: 'NOT_FOUND', message: `There is nothing at ${c.req.method} ${c.req.path}.` }),
    )

    deliveries.send()
    return {
      fetch: (request) => app.fetch(request),
      exempt: isOfBrowsers,
      errorBody: () => ({
        body: JSON.stringify({ ...INTERNAL_ERROR, debug_id: newDebugId(), links: [] }),
        contentType: 'application/json',
      }),
      ...openHappenings(account, deliveries.send),
      charges: () => charges(books),
      async stop() {
        await deliveries.stop()
        books.close()
      },
    }
  }
}

/** The page that the buyer looks at, and what it needs. */
function isOfBrowsers(request: Request): boolean {
  const { pathname } = new URL(request.url)
  return pathname === '/checkoutnow' || pathname === '/checkout.css'
}
