import { type Instant, toInstant, toMillis } from '../clock.ts'
import type { Core } from '../core.ts'
import { type Endpoint, endpoint } from '../http/api.ts'
import { listAnswer, presentList, readPage } from '../http/lists.ts'
import { ownerOf } from '../http/principal.ts'
import { invalid } from '../problem.ts'
import type { PaymentRow } from '../store/schema.ts'
import { listPayments } from './listing.ts'
import { cancelPayment, createPayment, getPayment, listAttempts, stopWaiting } from './payments.ts'
import { attemptsAnswer, newPayment, paymentAnswer, paymentQuery, presentAttempts, presentPayment } from './schemas.ts'

const DEFAULT_LIFETIME = 24 * 60 * 60 * 1000
const MAX_LIFETIME = 366 * 24 * 60 * 60 * 1000

export function paymentEndpoints(core: Core): Endpoint[] {
  const answer = (payment: PaymentRow) => presentPayment(payment, core.config.publicUrl)
  return [
    endpoint({
      method: 'post',
      path: '/payments',
      summary: 'Create a payment',
      body: newPayment,
      answer: { status: 201, schema: paymentAnswer },
      run: {
        inTransaction: async (tx, { principal, body }) => {
          const payment = await createPayment(core, tx, ownerOf(principal), {
            amount: BigInt(body.amount),
            currency: body.currency,
            description: body.description ?? null,
            externalRef: body.external_ref ?? null,
            customerId: body.customer_id ?? null,
            customerEmail: body.customer_email ?? null,
            customerName: body.customer_name ?? null,
            productIds: body.product_ids ?? [],
            couponCode: body.coupon_code ?? null,
            linkId: null,
            payerAddress: null,
            successUrl: body.success_url ?? null,
            cancelUrl: body.cancel_url ?? null,
            metadata: body.metadata ?? {},
            expiresAt: expiry(body.expires_at ?? null, core.clock.now()),
          })
          return { status: 201, body: answer(payment) }
        },
      },
    }),
    endpoint({
      method: 'get',
      path: '/payments',
      summary: 'List payments, newest first',
      query: paymentQuery,
      answer: { status: 200, schema: listAnswer(paymentAnswer) },
      run: async ({ principal, query }) => {
        const page = readPage(query)
        const rows = await listPayments(core.store.db, ownerOf(principal), page, query)
        return { status: 200, body: presentList(rows, page, answer) }
      },
    }),
    endpoint({
      method: 'get',
      path: '/payments/:id',
      summary: 'Get a payment',
      answer: { status: 200, schema: paymentAnswer },
      run: async ({ principal, params }) => ({
        status: 200,
        body: answer(await getPayment(core.store.db, ownerOf(principal), params.id!)),
      }),
    }),
    endpoint({
      method: 'post',
      path: '/payments/:id/cancel',
      summary: 'Cancel a payment that is not paid',
      answer: { status: 200, schema: paymentAnswer },
      run: {
        before: ({ principal, params }) => stopWaiting(core, ownerOf(principal), params.id!),
        inTransaction: async (tx, { principal, params }) => ({
          status: 200,
          body: answer(await cancelPayment(core, tx, ownerOf(principal), params.id!)),
        }),
      },
    }),
    endpoint({
      method: 'get',
      path: '/payments/:id/attempts',
      summary: "List a payment's attempts: each provider that was tried or skipped, and why",
      answer: { status: 200, schema: attemptsAnswer },
      run: async ({ principal, params }) => {
        const payment = await getPayment(core.store.db, ownerOf(principal), params.id!)
        const attempts = await listAttempts(core.store.db, payment.id)
        return { status: 200, body: presentAttempts(payment, attempts) }
      },
    }),
  ]
}

function expiry(given: Instant | null, now: number): Instant {
  if (given === null) return toInstant(now + DEFAULT_LIFETIME)
  if (toMillis(given) <= now) throw invalid('expires_at', 'must lie in the future')
  if (toMillis(given) > now + MAX_LIFETIME) throw invalid('expires_at', 'must lie within a year')
  return given
}
