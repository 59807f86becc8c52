import { Hono } from 'hono'
import type { Clock } from '../../../server/clock.ts'
import { openBooks } from '../books.ts'
import type { Faults, Service } from '../stand-in.ts'
import type { Account } from './account.ts'
import { minorOf } from './amounts.ts'
import { INTERNAL_ERROR, openApi, respond } from './api.ts'
import { chargeBack, reverseChargeback } from './chargebacks.ts'
import { serveCheckout } from './checkout.ts'
import { openPaymentDeliveries } from './deliveries.ts'
import { defineEndpoints } from './endpoints.ts'
import { errorBodyOf } from './errors.ts'
import { passTime } from './passing.ts'
import { type KeptPayment, wentBack } from './payment.ts'

export interface MollieOptions {
  clock: Clock
  /** Where the profile is kept; `:memory:` for as long as the stand-in runs. */
  booksFile: string
  /** `test_…`, or `live_…` for a stand-in whose payments say that they are. */
  apiKey: string
  /** Milliseconds to wait before each repetition of a webhook that did not arrive. */
  webhookRetryDelays?: readonly number[]
}

/** A payment as it stands in the books, in the currency's smallest unit. */
export interface StandInCharge {
  reference: string
  /** The idempotency key of the request that made it. */
  ourKey: string | null
  currency: string
  captured: bigint
  refunded: bigint
}

export interface MollieService extends Service {
  charges(): StandInCharge[]
  /**
   * The payer's bank takes a payment back, whole or in part.
   * @returns the chargeback's id.
   * @throws RangeError when that much is not left of it.
   */
  chargeBack(paymentId: string, amount?: bigint): string
  /** The bank gives back what it took. */
  reverseChargeback(paymentId: string, chargebackId: string): void
  /** Brings payments and refunds to the time that the clock shows. */
  settle(): void
}

/** How often it is looked, without a request, what time has changed. */
const SETTLE_EVERY_MS = 1_000

/** Mollie as far as this product meets it: the payments API, the payer's pages, and webhooks. */
export function mollieService(options: MollieOptions): (context: { url: string; faults: Faults }) => MollieService {
  const { clock, booksFile, apiKey, webhookRetryDelays } = options
  return ({ url, faults }) => {
    const books = openBooks(booksFile)
    const deliveries = openPaymentDeliveries(books, webhookRetryDelays)
    const watched = new Set(books.list<KeptPayment>('payment').map(({ id }) => id))
    const account: Account = {
      books,
      url,
      mode: apiKey.startsWith('live_') ? 'live' : 'test',
      now: clock.now,
      takeDecline: faults.takeDecline,
      queueWebhook: (payment, url) => deliveries.queue({ payment, url }),
      watch: (id) => void watched.add(id),
    }
    const settle = () => {
      for (const id of watched) if (!books.together(() => passTime(account, id))) watched.delete(id)
      deliveries.send()
    }
    const change = <T>(work: () => T): T => {
      const result = books.together(work)
      deliveries.send()
      return result
    }

    const app = new Hono()
    defineEndpoints(openApi(app, { account, clock, apiKey, settle, committed: deliveries.send }))
    serveCheckout(app, { account, settle, change })
    app.notFound((c) => respond({ status: 404, body: errorBodyOf(404, `There is nothing at ${c.req.path}.`) }))

    settle()
    const timer = setInterval(settle, SETTLE_EVERY_MS)
    return {
      fetch: (request) => app.fetch(request),
      exempt: (request) => new URL(request.url).pathname.startsWith('/checkout/'),
      errorBody: () => ({ body: JSON.stringify(INTERNAL_ERROR), contentType: 'application/hal+json' }),
      charges: () => books.list<KeptPayment>('payment').map(({ document }) => chargeOf(account, document)),
      chargeBack: (paymentId, amount) => change(() => chargeBack(account, paymentId, amount)),
      reverseChargeback: (paymentId, id) => change(() => reverseChargeback(account, paymentId, id)),
      settle,
      async stop() {
        clearInterval(timer)
        await deliveries.stop()
        books.close()
      },
    }
  }
}

const chargeOf = (account: Account, payment: KeptPayment): StandInCharge => ({
  reference: payment.id,
  ourKey: payment.idempotencyKey,
  currency: payment.amount.currency,
  captured: payment.status === 'paid' ? minorOf(payment.amount) : 0n,
  refunded: wentBack(account, payment).refunded,
})
