import type {
  CheckoutError,
  CheckoutErrorCode,
  CheckoutView,
  InvoiceView,
  PaymentMethod,
  PaymentView,
  PreparedAttempt,
  StartedAttempt,
  UnsignedTransaction,
} from '../../../server/checkout/views.ts'
import type { Subscribed } from '../../../server/subscriptions/public.ts'
import { type Answer, fail, succeed } from './answer.ts'

/** `unreachable`: no answer, or none that we understand; whether the server did it is unknown. */
export type ApiFailure = CheckoutErrorCode | 'unreachable'
export type ApiAnswer<Value> = Promise<Answer<Value, ApiFailure>>

/** What the page may ask of the server on the payer's behalf. */
export interface CheckoutApi {
  view(id: string): ApiAnswer<CheckoutView>
  eventsUrl(id: string): string
  prepareAttempt(paymentId: string, method: PaymentMethod): ApiAnswer<PreparedAttempt>
  startAttempt(paymentId: string, attemptId: string): ApiAnswer<StartedAttempt>
  /** Tells the server that the browser is done with the provider, so that it looks there now. */
  attemptSubmitted(paymentId: string, attemptId: string): ApiAnswer<unknown>
  applyCoupon(paymentId: string, code: string): ApiAnswer<PaymentView>
  removeCoupon(paymentId: string): ApiAnswer<PaymentView>
  /** Ends a payment of which nothing is left to charge. */
  completePayment(paymentId: string): ApiAnswer<PaymentView>
  /** Another price for an invoice whose price in fiat ran out; before that, the view as it is. */
  renewQuote(publicId: string): ApiAnswer<InvoiceView>
  stellarTransaction(publicId: string, account: string): ApiAnswer<UnsignedTransaction>
  submitStellar(publicId: string, xdr: string): ApiAnswer<{ hash: string }>
  /** Enrolls a visitor of a package's page; sent again within minutes by the same page, it leads to the same. */
  subscribe(packageId: string, visitor: { email: string; name: string | null }): ApiAnswer<Subscribed>
}

/** Longer than the server waits for a provider or a network, so that its own answer comes first. */
const TIMEOUT = 60_000

/** The page's own origin serves `/checkout`. `fetch` is a parameter for tests. */
export function createCheckoutApi(fetch: typeof globalThis.fetch): CheckoutApi {
  async function call<Value>(path: string, body?: unknown, method = body ? 'POST' : 'GET'): ApiAnswer<Value> {
    try {
      const response = await fetch(path, {
        method,
        ...(body !== undefined && {
          headers: { 'content-type': 'application/json' },
          body: JSON.stringify(body),
        }),
        cache: 'no-store',
        signal: AbortSignal.timeout(TIMEOUT),
      })
      // An answer without content has nothing to read: its callers ask for no value.
      if (response.status === 204) return succeed(undefined as Value)
      const answer: Value | CheckoutError = await response.json()
      if (response.ok) return succeed(answer as Value)
      return fail(errorCode(answer) ?? 'unreachable')
    } catch {
      return fail('unreachable')
    }
  }

  const visit = drawVisit()
  return {
    view: (id) => call(path`/checkout/${id}`),
    eventsUrl: (id) => path`/checkout/${id}/events`,
    prepareAttempt: (id, method) => call(path`/checkout/payments/${id}/attempts`, { method }),
    startAttempt: (id, attemptId) => call(path`/checkout/payments/${id}/attempts/${attemptId}/start`, {}),
    attemptSubmitted: (id, attemptId) => call(path`/checkout/payments/${id}/attempts/${attemptId}/submitted`, {}),
    applyCoupon: (id, code) => call(path`/checkout/payments/${id}/coupon`, { code }, 'PUT'),
    removeCoupon: (id) => call(path`/checkout/payments/${id}/coupon`, undefined, 'DELETE'),
    completePayment: (id) => call(path`/checkout/payments/${id}/complete`, {}),
    renewQuote: (id) => call(path`/checkout/invoices/${id}/quote`, {}),
    stellarTransaction: (id, account) => call(path`/checkout/invoices/${id}/stellar/transaction`, { account }),
    subscribe: (id, visitor) => call(path`/checkout/packages/${id}/subscriptions`, { ...visitor, visit }),
    submitStellar: (id, xdr) => call(path`/checkout/invoices/${id}/stellar/submit`, { xdr }),
  }
}

/** By which the server knows a page again, and nobody else's. `randomUUID` is not there for pages without TLS. */
const drawVisit = (): string =>
  [...crypto.getRandomValues(new Uint8Array(16))].map((byte) => byte.toString(16).padStart(2, '0')).join('')

/** The id under which the server knows what a view shows. */
export function checkoutId(view: CheckoutView): string {
  return view.kind === 'payment' ? view.id : view.publicId
}

function path(parts: TemplateStringsArray, ...ids: string[]): string {
  return String.raw({ raw: parts }, ...ids.map(encodeURIComponent))
}

/** A proxy between us may answer with something else than our own error. */
function errorCode(answer: unknown): CheckoutErrorCode | null {
  if (typeof answer !== 'object' || answer === null || !('error' in answer)) return null
  return (answer as CheckoutError).error?.code ?? null
}
