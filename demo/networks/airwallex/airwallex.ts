import { Hono } from 'hono'
import type { Clock } from '../../../server/clock.ts'
import { openBooks } from '../books.ts'
import type { Faults, Service } from '../stand-in.ts'
import { type Keys, login } from './access.ts'
import type { Account } from './account.ts'
import { openApi, refuse, respond } from './api.ts'
import { charges, type StandInCharge } from './charges.ts'
import { openEventDeliveries } from './deliveries.ts'
import { defineEndpoints } from './endpoints.ts'
import { ApiError, INTERNAL_ERROR } from './errors.ts'
import { servePages } from './pages.ts'
import { hasOpenRefunds, settleRefunds } from './refunds.ts'

export interface AirwallexOptions extends Keys {
  clock: Clock
  /** Where the account is kept; `:memory:` for as long as the stand-in runs. */
  booksFile: string
  /** Milliseconds to wait before each repetition of a webhook that did not arrive. */
  webhookRetryDelays?: readonly number[]
}

export interface AirwallexService extends Service {
  /** What was taken from payers, as the books say. */
  charges(): StandInCharge[]
  /** So many of the next refunds fail at the payers' banks. */
  failRefunds(times: number): void
}

/** Airwallex as far as this product meets it: login, PaymentIntents, refunds, webhooks and a hosted payment page. */
export function airwallexService(options: AirwallexOptions) {
  const { clock, booksFile, clientId, apiKey, webhookRetryDelays } = options
  return ({ url, faults }: { url: string; faults: Faults }): AirwallexService => {
    const books = openBooks(booksFile)
    const deliveries = openEventDeliveries({ books, clock, retryDelays: webhookRetryDelays })
    let failing = 0
    const account: Account = {
      id: 'acct_sandbox',
      books,
      clock,
      url,
      takeDecline: faults.takeDecline,
      takeFailedRefund: () => failing > 0 && failing-- > 0,
      queueDelivery: (event, webhook) => deliveries.queue({ event, webhook }),
    }
    let settling: NodeJS.Immediate | null = null

    /** Sends the webhooks that are due, and lets refunds settle after the request that asked for them was answered. */
    function committed() {
      deliveries.send()
      if (!hasOpenRefunds(books)) return
      settling ??= setImmediate(() => {
        settling = null
        books.together(() => settleRefunds(account))
        deliveries.send()
      })
    }

    const app = new Hono()
    app.post('/api/v1/authentication/login', (c) => {
      try {
        return respond(201, login(account, c.req.raw.headers, { clientId, apiKey }))
      } catch (error) {
        return refuse(error)
      }
    })
    defineEndpoints(openApi(app, { account, committed }))
    servePages(app, { account, committed })
    app.notFound(() =>
      refuse(new ApiError(404, { code: 'not_found', message: 'The requested endpoint does not exist' })),
    )

    committed()
    return {
      fetch: (request) => app.fetch(request),
      exempt: isOfPayers,
      errorBody: () => ({ body: JSON.stringify(INTERNAL_ERROR), contentType: 'application/json' }),
      charges: () => charges(books),
      failRefunds(times) {
        failing = times
      },
      async stop() {
        if (settling) clearImmediate(settling)
        await deliveries.stop()
        books.close()
      },
    }
  }
}

/** The hosted page and the bank's, which a person looks at. */
const isOfPayers = (request: Request): boolean => !new URL(request.url).pathname.startsWith('/api/')
